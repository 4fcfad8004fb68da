using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Clrscope.Activities.Tests;

/// <summary>A service that notes what it is told of its caller's trace. Without activities of its own.</summary>
internal sealed class HeaderServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    internal HeaderServer()
    {
        _listener.Start();
        using (ExecutionContext.SuppressFlow())
        {
            _ = Task.Run(Serve);
        }
    }

    internal Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <summary>The traceparent of the last call; null if it had none.</summary>
    internal string? Last { get; private set; }

    public void Dispose() => _listener.Dispose();

    private async Task Serve()
    {
        while (true)
        {
            using TcpClient client = await _listener.AcceptTcpClientAsync();
            using var reader = new StreamReader(client.GetStream());
            string? parent = null;
            while (await reader.ReadLineAsync() is { Length: > 0 } line)
            {
                parent = line.StartsWith("traceparent: ", StringComparison.OrdinalIgnoreCase) ? line[13..] : parent;
            }
            Last = parent;
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"));
        }
    }
}
