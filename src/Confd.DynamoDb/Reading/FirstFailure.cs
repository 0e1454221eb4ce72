using System.Runtime.ExceptionServices;

namespace Confd.DynamoDb.Reading;

/// <summary>Waits for parts of one read that cancel each other on failure.</summary>
internal static class FirstFailure
{
    /// <summary>All parts' items, or the failure that was the reason for the others' cancellation.</summary>
    public static async Task<List<KeyItem>> OrAllAsync(IReadOnlyList<Task<List<KeyItem>>> parts)
    {
        try
        {
            var read = await Task.WhenAll(parts).ConfigureAwait(false);
            var items = new List<KeyItem>(read.Sum(part => part.Count));
            foreach (var part in read)
            {
                items.AddRange(part);
            }

            return items;
        }
        catch when (parts.Any(part => part.IsFaulted))
        {
            // Parts that were only cancelled are not the reason.
            var cause = parts.First(part => part.IsFaulted).Exception!.InnerException!;
            ExceptionDispatchInfo.Throw(cause);
            throw;
        }
    }
}
