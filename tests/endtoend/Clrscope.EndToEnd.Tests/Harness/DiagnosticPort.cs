using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Clrscope.EndToEnd.Tests.Harness;

/// <summary>The socket on which a .NET program takes commands, spoken to directly.</summary>
internal sealed class DiagnosticPort
{
    private const int HeaderSize = 20;
    private const byte ProcessCommands = 4;
    private const byte Resume = 1;
    private const byte ApplyHook = 7;
    private const byte Server = 0xFF;

    private readonly string _path;

    private DiagnosticPort(string path) => _path = path;

    /// <summary>The port of a program, once it is there.</summary>
    internal static DiagnosticPort Of(RunningProgram program) =>
        new(Eventually.NotNull(() => Find(program), $"process {program.Pid} has a diagnostics port"));

    /// <summary>Lets a program begin that waits at its start (DOTNET_DefaultDiagnosticPortSuspend).</summary>
    internal void ResumeStartup() => Send(Resume, []);

    /// <summary>Adds a start-up hook; a program that has started runs it at once.</summary>
    internal void ApplyStartupHook(string path)
    {
        byte[] payload = new byte[sizeof(int) + ((path.Length + 1) * sizeof(char))];
        BinaryPrimitives.WriteInt32LittleEndian(payload, path.Length + 1);
        Encoding.Unicode.GetBytes(path, payload.AsSpan(sizeof(int)));
        Send(ApplyHook, payload);
    }

    private static string? Find(RunningProgram program) =>
        Directory.EnumerateFiles(Path.GetTempPath(), $"dotnet-diagnostic-{program.Pid}-*-socket").FirstOrDefault();

    private void Send(byte command, ReadOnlySpan<byte> payload)
    {
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(_path));
        byte[] message = new byte[HeaderSize + payload.Length];
        "DOTNET_IPC_V1\0"u8.CopyTo(message);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(14), (ushort)message.Length);
        message[16] = ProcessCommands;
        message[17] = command;
        payload.CopyTo(message.AsSpan(HeaderSize));
        socket.Send(message);

        byte[] answer = new byte[HeaderSize];
        using NetworkStream stream = new(socket);
        stream.ReadExactly(answer);
        Assert.Equal((Server, 0), (answer[16], answer[17]));
    }
}
