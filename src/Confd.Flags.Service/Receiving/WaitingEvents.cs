using System.Threading.Channels;

namespace Confd.Flags.Service.Receiving;

/// <summary>Deliveries that wait for a disk or a service: so many, and so many bytes, and no more.</summary>
/// <param name="most">How many may wait.</param>
internal sealed class WaitingEvents(int most)
{
    private const long MostBytes = 32 * 1024 * 1024;

    private readonly Channel<ReceivedEvents> _waiting = Channel.CreateBounded<ReceivedEvents>(most);
    private long _bytes;

    /// <summary>Takes one, unless there is no room or it has ended.</summary>
    public bool TryAdd(ReceivedEvents events)
    {
        if (Interlocked.Add(ref _bytes, events.Body.Length) <= MostBytes && _waiting.Writer.TryWrite(events))
        {
            return true;
        }

        Interlocked.Add(ref _bytes, -events.Body.Length);
        return false;
    }

    /// <summary>Takes no more: whoever takes them out comes to an end.</summary>
    public void End() => _waiting.Writer.TryComplete();

    /// <summary>One after another as they come. Each takes up its room until the next is asked for.</summary>
    public async IAsyncEnumerable<ReceivedEvents> TakeOutAsync()
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
