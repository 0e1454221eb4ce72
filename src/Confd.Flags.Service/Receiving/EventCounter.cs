namespace Confd.Flags.Service.Receiving;

/// <summary>Counts deliveries and hands them on.</summary>
/// <param name="next">Gets them too; null: they are counted and dropped.</param>
internal sealed class EventCounter(IEventReceiver? next) : IEventReceiver
{
    private long _taken;
    private long _refused;

    /// <summary>True where nobody gets them.</summary>
    public bool IsDropping => next is null;

    /// <summary>How many deliveries were taken.</summary>
    public long Taken => Interlocked.Read(ref _taken);

    /// <summary>How many there was no room for.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <inheritdoc/>
    public bool TryTake(ReceivedEvents events)
    {
        var isTaken = next?.TryTake(events) ?? true;
        Interlocked.Increment(ref isTaken ? ref _taken : ref _refused);
        return isTaken;
    }
}
