using Confd.DynamoDb;

namespace Confd.Shared;

/// <summary>Opens watches of a table, and reports once why it is polled instead, for as long as that lasts.</summary>
/// <remarks>Enabling a stream or permitting its reading is up to an administrator, so neither is a failure. Denied access is one only after
/// a watch was open, and is retried soon: keys may be in rotation, or a policy may be in the process of being rewritten.</remarks>
/// <typeparam name="TWatch">The type of the watch.</typeparam>
/// <param name="journal">The journal that was named in the options; null for none.</param>
/// <param name="nothing">Reports that there is neither a stream nor a journal.</param>
/// <param name="journalDenied">Reports that access to the journal of the given name is denied.</param>
/// <param name="streamDenied">Reports that access to the stream is denied.</param>
internal sealed class WatchOrPoll<TWatch>(
    string? journal, Action nothing, Action<string, DynamoDbException> journalDenied, Action<DynamoDbException> streamDenied)
    where TWatch : class
{
    private readonly OnceReporter _whyPolled = new();
    private bool _wasOpen;

    /// <summary>Opens a watch.</summary>
    /// <returns>Null where the table has to be polled, and a watch tried again from time to time.</returns>
    /// <exception cref="DynamoDbException">Opening failed for another reason than <see cref="DynamoDbFailure.AccessDenied"/>, or for that
    /// one after a watch was open.</exception>
    public async Task<TWatch?> OpenAsync(Func<Task<TWatch?>> open)
    {
        try
        {
            if (await open().ConfigureAwait(false) is { } watch)
            {
                _whyPolled.Reset();
                _wasOpen = true;
                return watch;
            }

            _whyPolled.Report(nothing);
        }
        catch (DynamoDbException denied) when (denied.Failure == DynamoDbFailure.AccessDenied)
        {
            _whyPolled.Report(() =>
            {
                if (journal is not null && denied.Table == journal)
                {
                    journalDenied(journal, denied);
                }
                else
                {
                    streamDenied(denied);
                }
            });
            if (_wasOpen)
            {
                throw;
            }
        }

        return null;
    }
}
