using System.Threading.Channels;

namespace Confd.Flags.Service.Receiving;

/// <summary>Deliveries that wait for a disk or a service: limited in number and in bytes.</summary>
/// <param name="most">The maximum number.</param>
internal sealed class WaitingEvents(int most)
{
    private const long MaxBytes = 32 * 1024 * 1024;

    private readonly Channel<ReceivedEvents> _waiting = Channel.CreateBounded<ReceivedEvents>(most);
    private long _bytes;

    /// <summary>Adds a delivery, unless a limit is exceeded or <see cref="End"/> was called.</summary>
    public bool TryAdd(ReceivedEvents events)
    {
        if (Interlocked.Add(ref _bytes, events.Body.Length) <= MaxBytes && _waiting.Writer.TryWrite(events))
        {
            return true;
        }

        Interlocked.Add(ref _bytes, -events.Body.Length);
        return false;
    }

    /// <summary>Accepts no more deliveries: the enumeration then ends.</summary>
    public void End() => _waiting.Writer.TryComplete();

    /// <summary>Returns the deliveries in order of arrival. Each counts against the limits until the next one is requested.</summary>
    public async IAsyncEnumerable<ReceivedEvents> ReadAllAsync()
    {
        await foreach (var events in _waiting.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                yield return events;
            }
            finally
            {
                Interlocked.Add(ref _bytes, -events.Body.Length);
            }
        }
    }
}
