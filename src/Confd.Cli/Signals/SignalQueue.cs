using System.Runtime.InteropServices;
using System.Threading.Channels;
using Confd.Cli.Operation;

namespace Confd.Cli.Signals;

/// <summary>Receives the signals that control a daemon - SIGHUP, SIGINT, SIGQUIT, SIGTERM - in the order of their arrival, in place of
/// their default effect.</summary>
internal sealed class SignalQueue : IDisposable
{
    // Nothing else references a queue that is never disposed, and registrations that are garbage-collected catch nothing anymore.
    private static readonly List<SignalQueue> Lifelong = [];

    private readonly Channel<PosixSignal> _arrived = Channel.CreateUnbounded<PosixSignal>();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly bool _isSilent;

    private SignalQueue(bool isSilent) => _isSilent = isSilent;

    /// <summary>
    /// Catches the signals of this process, SIGHUP also where it was started with it ignored: after <c>nohup</c> it still requests a
    /// reload, as in the original.
    /// </summary>
    /// <remarks>Until the process ends, unless disposed: a daemon that has ended successfully still writes its last lines, and a second
    /// SIGTERM, as service managers send to all processes of a group, must not turn that into a failure.</remarks>
    public static SignalQueue Listen()
    {
        PosixProcess.StopIgnoringHangup();
        var queue = ListenUnlessIgnored();
        lock (Lifelong)
        {
            Lifelong.Add(queue);
        }

        return queue;
    }

    /// <summary>
    /// Catches the signals of this process until disposed; those that it was started to ignore stay ignored. All other signals that would
    /// end it in the middle of its work and have no meaning for it are ignored.
    /// </summary>
    public static SignalQueue ListenUnlessIgnored()
    {
        var queue = new SignalQueue(isSilent: false);
        queue.Catch([PosixSignal.SIGHUP, PosixSignal.SIGINT, PosixSignal.SIGQUIT, PosixSignal.SIGTERM]);
        foreach (var signal in ForwardedSignals.All)
        {
            queue._registrations.Add(PosixSignalRegistration.Create(signal, context => context.Cancel = true));
        }

        return queue;
    }

    /// <summary>A queue that only <see cref="Post"/> fills.</summary>
    public static SignalQueue Silent() => new(isSilent: true);

    /// <summary>Catches further signals; a silent queue does not.</summary>
    public void Catch(IEnumerable<PosixSignal> signals)
    {
        if (_isSilent)
        {
            return;
        }

        foreach (var signal in signals)
        {
            _registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                Post(signal);
            }));
        }
    }

    /// <summary>Adds a signal as if it had arrived.</summary>
    public void Post(PosixSignal signal) => _arrived.Writer.TryWrite(signal);

    /// <summary>The next signal; null where <paramref name="end"/> completed before one arrived.</summary>
    public async Task<PosixSignal?> NextBeforeAsync(Task end)
    {
        // Not cancelled at the end: a cancelled wait throws, and the first exception makes the runtime read its tables for unwinding.
        var arrival = _arrived.Reader.WaitToReadAsync(CancellationToken.None).AsTask();
        return await Task.WhenAny(end, arrival) == arrival && _arrived.Reader.TryRead(out var signal) ? signal : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (Lifelong)
        {
            Lifelong.Remove(this);
        }

        _registrations.ForEach(registration => registration.Dispose());
    }
}
