using System.Collections.Concurrent;
using Amazon.DynamoDBv2.Model;
using Confd.DynamoDb.Secrets;
using Confd.Shared;

namespace Confd.DynamoDb;

public sealed partial class KeyValueTable
{
    private const int MaxNamed = 5;

    /// <summary>Sets one key, new or not. Other attributes of its item stay.</summary>
    /// <exception cref="DynamoDbException">Among others <see cref="DynamoDbFailure.InvalidRequest"/> for a text that is not
    /// Unicode, <see cref="DynamoDbFailure.ItemTooLarge"/> and <see cref="DynamoDbFailure.SecretKept"/>, with the key in the
    /// message.</exception>
    public async Task PutAsync(string key, string value, CancellationToken cancellationToken = default)
    {
        ItemSize.Check(Name, _shape, key, value);
        if (!await SetAsync(key, value, cancellationToken).ConfigureAwait(false))
        {
            throw KeptSecrets([key]);
        }
    }

    /// <summary>Deletes one key, and its item with it.</summary>
    /// <returns>False where there was none; an item without a value counts as none, as in every reading, and stays.</returns>
    public async Task<bool> DeleteAsync(string key, CancellationToken cancellationToken = default)
    {
        // Not by a condition: if the response is lost, the retry would not find the item anymore.
        if (await GetAsync(key, cancellationToken).ConfigureAwait(false) is null)
        {
            return false;
        }

        await Table.DeleteAsync(new DeleteItemRequest { Key = _shape.PrimaryKey(key) }, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Sets and deletes many keys. All sizes are checked before the first request; other attributes of items that are set
    /// stay.</summary>
    /// <param name="puts">Keys and their values; each key once.</param>
    /// <param name="deletes">Keys to delete; none of <paramref name="puts"/>.</param>
    /// <param name="progress">Receives the number of keys written so far.</param>
    /// <param name="cancellationToken">Cancels it between two requests; reported keys are written.</param>
    /// <exception cref="ArgumentException">A key is to be set twice, or set and deleted: nothing was written.</exception>
    /// <exception cref="DynamoDbException">
    /// A value is too large or not Unicode (nothing was written), the table rejected a write (earlier ones are done; run it again), or
    /// plain values would have replaced encrypted ones, which stay (all others are written).
    /// </exception>
    public async Task WriteAsync(
        IReadOnlyCollection<KeyValuePair<string, string>> puts,
        IReadOnlyCollection<string> deletes,
        IProgress<int>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(puts);
        ArgumentNullException.ThrowIfNull(deletes);
        var deleted = new HashSet<string>(deletes, StringComparer.Ordinal);
        var set = new HashSet<string>(puts.Count, StringComparer.Ordinal);
        foreach (var (key, value) in puts)
        {
            ItemSize.Check(Name, _shape, key, value);

            // Writes run in parallel: the result would be left to chance.
            if (!set.Add(key) || deleted.Contains(key))
            {
                var what = deleted.Contains(key) ? "set and deleted" : "set twice";
                throw new ArgumentException($"key '{key}' is to be {what} by the same call", nameof(puts));
            }
        }

        var done = 0;
        var progressed = _options.Clock.GetTimestamp();
        var telling = new Lock();
        var kept = new ConcurrentQueue<string>();
        await ParallelRequests.ForEachAsync(
            puts,
            _options.MaxParallelWrites,
            async (pair, token) =>
            {
                if (!await UpdateInTurnAsync(pair, token).ConfigureAwait(false))
                {
                    kept.Enqueue(pair.Key);
                    return;
                }

                lock (telling)
                {
                    progressed = _options.Clock.GetTimestamp();
                    progress?.Report(++done);
                }
            },
            cancellationToken).ConfigureAwait(false);
        await Table.BatchWriteAsync(
            deleted.Select(key => new WriteRequest(new DeleteRequest(_shape.PrimaryKey(key)))), done, progress, cancellationToken)
            .ConfigureAwait(false);
        if (!kept.IsEmpty)
        {
            throw KeptSecrets([.. kept.Order(StringComparer.Ordinal)]);
        }

        // The table may be slow: as long as other writes of these succeed, this one is retried too.
        async Task<bool> UpdateInTurnAsync(KeyValuePair<string, string> pair, CancellationToken token)
        {
            while (true)
            {
                try
                {
                    return await SetAsync(pair.Key, pair.Value, token).ConfigureAwait(false);
                }
                catch (DynamoDbException slow) when (slow.Failure == DynamoDbFailure.Throttled && IsGettingOn())
                {
                    await Task.Delay(_options.Retry.MaxDelay, _options.Clock, token).ConfigureAwait(false);
                }
            }
        }

        bool IsGettingOn()
        {
            lock (telling)
            {
                return _options.Clock.GetElapsedTime(progressed) < _options.Retry.Budget;
            }
        }
    }

    // False where the value is plain and would replace an encrypted one.
    private async Task<bool> SetAsync(string key, string value, CancellationToken cancellationToken)
    {
        try
        {
            return await Table.UpdateAsync(Update(key, value), cancellationToken).ConfigureAwait(false);
        }
        catch (DynamoDbException refused) when (refused.Failure == DynamoDbFailure.ItemTooLarge)
        {
            // The item's other attributes count too, and their size was unknown before.
            throw new DynamoDbException(
                refused.Failure, $"key '{key}', with the other attributes of its item: {refused.Message}", refused.InnerException)
            {
                Table = Name,
                Operation = refused.Operation,
                Attempts = refused.Attempts,
                Key = key,
            };
        }
    }

    // Not a put, which would replace the whole item: a time to live, the key of an index, notes of other programs.
    private UpdateItemRequest Update(string key, string value)
    {
        var request = new UpdateItemRequest
        {
            Key = _shape.PrimaryKey(key),
            UpdateExpression = "SET #v = :v",
            ExpressionAttributeNames = new(StringComparer.Ordinal) { ["#v"] = _shape.ValueAttribute },
            ExpressionAttributeValues = new(StringComparer.Ordinal) { [":v"] = new AttributeValue { S = value } },
        };
        if (!_options.MayReplaceSecrets && !SecretSealer.IsSealed(value))
        {
            request.ConditionExpression = "NOT begins_with(#v, :secret)";
            request.ExpressionAttributeValues[":secret"] = new AttributeValue { S = SecretText.AnyPrefix };
        }

        return request;
    }

    private DynamoDbException KeptSecrets(IReadOnlyList<string> keys)
    {
        var named = Excerpt.Of(keys, MaxNamed);
        var text = keys.Count == 1
            ? $"key {named} of table {Name} holds an encrypted value, which a plain one does not replace"
            : $"keys {named} of table {Name} hold encrypted values, which plain ones do not replace";
        return new(DynamoDbFailure.SecretKept, text) { Table = Name, Key = keys[0] };
    }
}
