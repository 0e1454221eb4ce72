using System.Runtime.ExceptionServices;

namespace Confd.DynamoDb.Reading;

/// <summary>Waits for parts of one read that cancel each other on failure.</summary>
internal static class FirstFailure
{
    /// <summary>All parts, or the failure that was the reason for the others' cancellation.</summary>
    public static async Task<T[]> OrAllAsync<T>(IReadOnlyList<Task<T>> parts)
    {
        try
        {
            return await Task.WhenAll(parts).ConfigureAwait(false);
        }
        catch when (parts.Any(part => part.IsFaulted))
        {
            // Parts that were only cancelled are not the reason.
            ExceptionDispatchInfo.Throw(parts.First(part => part.IsFaulted).Exception!.InnerException!);
            throw;
        }
    }
}
