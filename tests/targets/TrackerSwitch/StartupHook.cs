using System.Net.Sockets;

/// <summary>
/// A start-up hook that listens at the Unix socket that TRACKER_SWITCH names: for a 0 it takes clrscope's activity tracker out of the
/// process, as if it had not been loaded, for a 1 it puts it back, for a 2 it puts a listener in its place that has the same activities
/// made and does nothing else; it answers with the same byte when that is done.
/// </summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        string path = Environment.GetEnvironmentVariable("TRACKER_SWITCH")
            ?? throw new InvalidOperationException("TRACKER_SWITCH must name a socket");
        var listening = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listening.Bind(new UnixDomainSocketEndPoint(path));
        listening.Listen();
        new Thread(() => Serve(listening)) { IsBackground = true }.UnsafeStart();
    }

    private static void Serve(Socket listening)
    {
        using Socket commands = listening.Accept();
        var command = new byte[1];
        while (commands.Receive(command) == 1)
        {
            Bare.Switch(on: false);
            Tracker.Switch(command[0] == '1');
            Bare.Switch(command[0] == '2');
            commands.Send(command);
        }
    }
}
