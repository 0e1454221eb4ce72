namespace Confd.Shared;

/// <summary>Starts work that outlives the call that starts it.</summary>
internal static class Detached
{
    /// <summary>Starts it without the caller's execution context, such as a request's trace and user: the work would keep them alive for as
    /// long as it runs.</summary>
    public static T Start<T>(Func<T> begin)
    {
        if (ExecutionContext.IsFlowSuppressed())
        {
            return begin();
        }

        using (ExecutionContext.SuppressFlow())
        {
            return begin();
        }
    }
}
