using Confd.DynamoDb;

namespace Confd.Shared;

/// <summary>Opens watches of a table, and tells why it is polled instead: as long as that lasts not again.</summary>
/// <remarks>To turn a stream on or to allow its reading is for an administrator, so neither is a failure. Only where a watch was open
/// before a refusal is one, and soon tried again: it may be keys that are being rotated, or a policy that is being rewritten.</remarks>
/// <typeparam name="TWatch">What is opened.</typeparam>
/// <param name="journal">The journal that was asked for by name; null: none was.</param>
/// <param name="nothing">Tells that there is neither a stream nor a journal.</param>
/// <param name="journalDenied">Tells that the journal may not be read, whose name it is given.</param>
/// <param name="streamDenied">Tells that the stream may not be read.</param>
internal sealed class WatchOrPoll<TWatch>(
    string? journal, Action nothing, Action<string, DynamoDbException> journalDenied, Action<DynamoDbException> streamDenied)
    where TWatch : class
{
    private readonly SaidOnce _whyPolled = new();
    private bool _wasOpen;

    /// <summary>Opens a watch.</summary>
    /// <returns>Null where the table is to be polled, and asked again once in a while.</returns>
    /// <exception cref="DynamoDbException">Opening failed for another reason than <see cref="DynamoDbFailure.AccessDenied"/>, or for that
    /// one after a watch was open.</exception>
    public async Task<TWatch?> OpenAsync(Func<Task<TWatch?>> open)
    {
        try
        {
            if (await open().ConfigureAwait(false) is { } watch)
            {
                _whyPolled.Forget();
                _wasOpen = true;
                return watch;
            }

            _whyPolled.Say(nothing);
        }
        catch (DynamoDbException denied) when (denied.Failure == DynamoDbFailure.AccessDenied)
        {
            _whyPolled.Say(() =>
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
