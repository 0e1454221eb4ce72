using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace Confd.Cli.Operation;

/// <summary>The signals that steer a daemon - SIGHUP, SIGINT, SIGTERM - in the order of their arrival, instead of their default effect.</summary>
internal sealed class SignalQueue : IDisposable
{
    private readonly Channel<PosixSignal> _arrived = Channel.CreateUnbounded<PosixSignal>();
    private readonly List<PosixSignalRegistration> _registrations = [];

    private SignalQueue()
    {
    }

    /// <summary>
    /// Catches the signals of this process until disposed, SIGHUP also where it was started to ignore it: after <c>nohup</c> it asks for a
    /// reload all the same, as in the original.
    /// </summary>
    public static SignalQueue Listen()
    {
        PosixProcess.StopIgnoringHangup();
        return ListenUnlessIgnored();
    }

    /// <summary>Catches the signals of this process until disposed; those that it was started to ignore stay ignored.</summary>
    public static SignalQueue ListenUnlessIgnored()
    {
        var queue = new SignalQueue();
        foreach (var signal in (ReadOnlySpan<PosixSignal>)[PosixSignal.SIGHUP, PosixSignal.SIGINT, PosixSignal.SIGTERM])
        {
            queue._registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                queue.Post(context.Signal);
            }));
        }

        return queue;
    }

    /// <summary>A queue that only <see cref="Post"/> fills.</summary>
    public static SignalQueue Silent() => new();

    /// <summary>Adds a signal as if it had arrived.</summary>
    public void Post(PosixSignal signal) => _arrived.Writer.TryWrite(signal);

    /// <summary>The next signal.</summary>
    public ValueTask<PosixSignal> NextAsync(CancellationToken cancellationToken) => _arrived.Reader.ReadAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());
}
