using System.Threading.Channels;

namespace Confd.Flags.Service.Receiving;

/// <summary>Deliveries that wait for their retry, in parallel to new ones: limited in number, in number per sender, and in bytes.</summary>
/// <param name="delay">The delay of a retry.</param>
/// <param name="clock">The clock.</param>
internal sealed class EventRetries(TimeSpan delay, TimeProvider clock)
{
    private const int Most = 64;
    private const int MaxPerSender = 16;
    private const long MaxBytes = 16 * 1024 * 1024;

    private readonly Channel<(ReceivedEvents Events, long Since)> _waiting =
        Channel.CreateUnbounded<(ReceivedEvents, long)>();

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Path, string? Key), int> _senders = [];
    private int _count;
    private long _bytes;

    /// <summary>Adds a delivery, unless a limit is exceeded.</summary>
    public bool TryAdd(ReceivedEvents events)
    {
        lock (_lock)
        {
            var ofSender = _senders.GetValueOrDefault((events.Path, events.Key));
            if (_count >= Most || ofSender >= MaxPerSender || _bytes + events.Body.Length > MaxBytes)
            {
                return false;
            }

            _senders[(events.Path, events.Key)] = ofSender + 1;
            _count++;
            _bytes += events.Body.Length;
        }

        return _waiting.Writer.TryWrite((events, clock.GetTimestamp()));
    }

    /// <summary>Accepts no more deliveries: the enumeration then ends.</summary>
    public void End() => _waiting.Writer.TryComplete();

    /// <summary>Returns the deliveries one after another when their time has come; when <paramref name="flush"/> is signaled, the rest is
    /// returned without delay. Each counts against the limits until the next one is requested.</summary>
#pragma warning disable CS8425 // It does not cancel the enumeration, so WithCancellation must not replace it.
    public async IAsyncEnumerable<ReceivedEvents> ReadAllAsync(CancellationToken flush)
#pragma warning restore CS8425
    {
        await foreach (var (events, since) in _waiting.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
        {
            try
            {
                if (delay - clock.GetElapsedTime(since) is var left && left > TimeSpan.Zero)
                {
                    await ((Task)Task.Delay(left, clock, flush)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }

                yield return events;
            }
            finally
            {
                Leave(events);
            }
        }
    }

    private void Leave(ReceivedEvents events)
    {
        lock (_lock)
        {
            var sender = (events.Path, events.Key);
            if (--_senders[sender] == 0)
            {
                _senders.Remove(sender);
            }

            _count--;
            _bytes -= events.Body.Length;
        }
    }
}
