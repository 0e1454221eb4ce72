using System.Runtime.ExceptionServices;

namespace Confd.DynamoDb.Reading;

/// <summary>Waits for parts of one read that cancel each other on failure.</summary>
internal static class FirstFailure
{
    /// <summary>The results of all parts, or the failure that caused the cancellation of the others.</summary>
    public static async Task<T[]> OrAllAsync<T>(IReadOnlyList<Task<T>> parts)
    {
        try
        {
            return await Task.WhenAll(parts).ConfigureAwait(false);
        }
        catch when (parts.Any(part => part.IsFaulted))
        {
            // Parts that were only cancelled are not the cause.
            ExceptionDispatchInfo.Throw(parts.First(part => part.IsFaulted).Exception!.InnerException!);
            throw;
        }
    }
}
