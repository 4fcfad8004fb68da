using System.Runtime.InteropServices;

namespace Clrscope.CommandLine.Platform;

/// <summary>Passes the signals that are sent to us on to a child, and keeps us alive until it has ended.</summary>
internal sealed class SignalForwarder : IDisposable
{
    // By their numbers on Linux, which the framework takes where it has no name for a signal.
    private const int User1 = 10;
    private const int User2 = 12;

    private static readonly (PosixSignal Signal, int Number, bool IsFromTerminal)[] Signals =
    [
        (PosixSignal.SIGHUP, 1, true),
        (PosixSignal.SIGINT, 2, true),
        (PosixSignal.SIGQUIT, 3, true),
        (PosixSignal.SIGTERM, 15, false),
        ((PosixSignal)User1, User1, false),
        ((PosixSignal)User2, User2, false),
    ];

    private readonly PosixSignalRegistration[] _registrations;
    private readonly Lock _lock = new();
    private readonly List<int> _early = [];
    private int? _pid;

    /// <summary>From here on the signals do not end us. They wait until there is a child.</summary>
    public SignalForwarder() => _registrations = [.. Signals.Select(row => PosixSignalRegistration.Create(row.Signal, context =>
    {
        context.Cancel = true;
        Forward(row.Number, row.IsFromTerminal);
    }))];

    /// <summary>Names the child.</summary>
    public void ForwardTo(int pid)
    {
        lock (_lock)
        {
            _pid = pid;
            _early.ForEach(signal => ProcessControl.Send(pid, signal));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }
    }

    // Keys at a terminal, and its end, signal the whole foreground group: the child has it already.
    private void Forward(int signal, bool isFromTerminal)
    {
        lock (_lock)
        {
            if (_pid is not int pid)
            {
                _early.Add(signal);
            }
            else if (!isFromTerminal || !ProcessControl.SharesTerminalSignals(pid))
            {
                ProcessControl.Send(pid, signal);
            }
        }
    }
}
