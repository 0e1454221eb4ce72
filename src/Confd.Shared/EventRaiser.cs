namespace Confd.Shared;

/// <summary>Raises events with foreign handlers: an exception of one handler is reported, and the others are still called.</summary>
/// <param name="sender">The sender of the events.</param>
/// <param name="failed">Receives the exception of a handler.</param>
internal sealed class EventRaiser(object sender, Action<Exception> failed)
{
    /// <summary>Calls all handlers of an event, in order.</summary>
    public void Raise<T>(EventHandler<T>? handlers, T change)
    {
        foreach (var handler in Delegate.EnumerateInvocationList(handlers))
        {
            Call(() => handler(sender, change));
        }
    }

    /// <summary>Calls all handlers of an event without data, in order.</summary>
    public void Raise(EventHandler? handlers)
    {
        foreach (var handler in Delegate.EnumerateInvocationList(handlers))
        {
            Call(() => handler(sender, EventArgs.Empty));
        }
    }

    private void Call(Action handler)
    {
        try
        {
            handler();
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            failed(problem);
        }
    }
}
