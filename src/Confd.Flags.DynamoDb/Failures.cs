using Confd.DynamoDb;
using Confd.Flags.Storage;

namespace Confd.Flags.DynamoDb;

/// <summary>Converts failures of DynamoDB to the exceptions of a flag store.</summary>
internal static class Failures
{
    // Messages of DynamoDB, and DynamoDB Local, for a Query or GetItem with keys that the table does not have.
    private static readonly string[] OtherKeys =
    [
        "key schema element",
        "required keys was not given",
        "key element does not match the schema",
        "conditions on the keys is invalid",
        "key condition",
        "does not match schema type", "Type mismatch for key", "for operator begins_with",
    ];

    public static async Task<T> TranslateAsync<T>(Func<Task<T>> operation)
    {
        try
        {
            return await operation().ConfigureAwait(false);
        }
        catch (DynamoDbException exception)
        {
            throw Translate(exception);
        }
    }

    public static Task TranslateAsync(Func<Task> operation) => TranslateAsync(async () =>
    {
        await operation().ConfigureAwait(false);
        return true;
    });

    public static FlagStoreException Translate(DynamoDbException exception) =>
        exception is { Failure: DynamoDbFailure.TableMissing, Remedy: not DynamoDbRemedy.EnableJournal, Table: { } table }
            ? new FlagStoreException(
                $"the flag table {table} does not exist; create it, or check region, account and endpoint",
                exception)
            : new FlagStoreException(HasOtherKeys(exception) ? $"{exception.Message}; {FlagTable.Keys}" : exception.Message, exception);

    /// <summary>True where a request was rejected because the table has other keys than the request.</summary>
    public static bool HasOtherKeys(DynamoDbException exception) =>
        exception.Failure == DynamoDbFailure.InvalidRequest && OtherKeys.Any(
            text => exception.Message.Contains(text, StringComparison.Ordinal));
}
