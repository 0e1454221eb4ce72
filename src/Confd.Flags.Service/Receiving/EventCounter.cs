namespace Confd.Flags.Service.Receiving;

/// <summary>Counts deliveries and passes them on.</summary>
/// <param name="next">Receives them too; null: they are counted and dropped.</param>
internal sealed class EventCounter(IEventReceiver? next) : IEventReceiver
{
    private long _taken;
    private long _refused;

    /// <summary>True where they are dropped.</summary>
    public bool IsDropping => next is null;

    /// <summary>The number of accepted deliveries.</summary>
    public long Taken => Interlocked.Read(ref _taken);

    /// <summary>The number of deliveries that were rejected for lack of space.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <inheritdoc/>
    public bool TryAccept(ReceivedEvents events)
    {
        var isTaken = next?.TryAccept(events) ?? true;
        Interlocked.Increment(ref isTaken ? ref _taken : ref _refused);
        return isTaken;
    }
}
