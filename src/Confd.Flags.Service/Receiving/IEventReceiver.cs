namespace Confd.Flags.Service.Receiving;

/// <summary>Takes what SDKs send of events. Safe to share between threads.</summary>
public interface IEventReceiver
{
    /// <summary>Takes one delivery; must not wait.</summary>
    /// <returns>False where there is no room for it now: the SDK is told to try again.</returns>
    bool TryTake(ReceivedEvents events);
}
