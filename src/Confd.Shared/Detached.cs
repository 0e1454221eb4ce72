namespace Confd.Shared;

/// <summary>Work that goes on for longer than the call that begins it.</summary>
internal static class Detached
{
    /// <summary>Begins it without what flows with the caller, such as a request's trace and user: it would keep them for as long as it
    /// runs.</summary>
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
