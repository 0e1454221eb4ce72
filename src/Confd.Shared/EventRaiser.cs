namespace Confd.Shared;

/// <summary>Raises events whose handlers are others': what one of them throws is told, and the rest hear of the change all the
/// same.</summary>
/// <param name="sender">Whose events they are.</param>
/// <param name="failed">Is told what a handler threw.</param>
internal sealed class EventRaiser(object sender, Action<Exception> failed)
{
    /// <summary>Calls all handlers of an event, in their order.</summary>
    public void Raise<T>(EventHandler<T>? handlers, T change)
    {
        foreach (var handler in Delegate.EnumerateInvocationList(handlers))
        {
            try
            {
                handler(sender, change);
            }
            catch (Exception problem) when (problem is not OutOfMemoryException)
            {
                failed(problem);
            }
        }
    }
}
