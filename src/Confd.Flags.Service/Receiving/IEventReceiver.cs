namespace Confd.Flags.Service.Receiving;

/// <summary>Receives the events of SDKs. Thread-safe.</summary>
public interface IEventReceiver
{
    /// <summary>Accepts one delivery; must not block.</summary>
    /// <returns>False where there is no space for it now: the SDK gets a response on which it retries.</returns>
    bool TryAccept(ReceivedEvents events);
}
