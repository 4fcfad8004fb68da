using System.Runtime.InteropServices;

namespace Clrscope.CommandLine.Platform;

/// <summary>Turns signals that would end the process into a call, for as long as it lives.</summary>
internal sealed class SignalScope : IDisposable
{
    private readonly PosixSignalRegistration[] _registrations;

    public SignalScope(Action action, params ReadOnlySpan<PosixSignal> signals)
    {
        _registrations = new PosixSignalRegistration[signals.Length];
        for (int i = 0; i < signals.Length; i++)
        {
            _registrations[i] = PosixSignalRegistration.Create(signals[i], context =>
            {
                context.Cancel = true;
                action();
            });
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
}
