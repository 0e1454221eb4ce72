using Confd.DynamoDb;
using Confd.Flags.Storage;

namespace Confd.Flags.DynamoDb;

/// <summary>Turns what DynamoDB refuses into what a flag store promises to throw.</summary>
internal static class Failures
{
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

    public static FlagStoreException Translate(DynamoDbException exception) =>
        exception is { Failure: DynamoDbFailure.TableMissing, Table: { } table }
            ? new FlagStoreException(
                $"the flag table {table} does not exist; create it with `confd flags init --create-table --table {table} --file FILE`, "
                + "or check region, account and endpoint",
                exception)
            : new FlagStoreException(exception.Message, exception);
}
