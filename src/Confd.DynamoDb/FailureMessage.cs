using Confd.Aws;
using Confd.Shared;

namespace Confd.DynamoDb;

/// <summary>The message that users see: what failed, where, the number of attempts, the cause, and what to do.</summary>
internal static class FailureMessage
{
    public static string Compose(string operation, string table, int attempts, DynamoDbFailure failure, Exception cause, bool isOutOfTime)
    {
        // The original's words for the failure that most people see first.
        var what = operation == "DescribeTable"
            ? $"failed to describe table {table}"
            : $"{operation} of table {table} failed";
        var tries = AttemptText.Count(attempts);

        // Its own advice is about the credentials that it waited for.
        var hint = cause is OperationCanceledException { InnerException: AwsException } ? "" : Hint(failure, operation);
        var deadline = AttemptText.Deadline(isOutOfTime);
        return $"{what}: {deadline}{FailureReason.Of(cause)} (operation {operation}, {tries}){hint}";
    }

    /// <summary>The cause, without values.</summary>
    public static string ReasonOf(Exception failure) => failure is DynamoDbException known ? known.Message : FailureReason.Of(failure);

    // Streams have a host of their own, which a network may not reach although it reaches the table.
    private static bool IsOfStream(string operation) => operation is "DescribeStream" or "GetShardIterator" or "GetRecords";

    private static string Hint(DynamoDbFailure failure, string operation) => failure switch
    {
        DynamoDbFailure.Unreachable or DynamoDbFailure.TimedOut when IsOfStream(operation) =>
            "; streams have their own host, streams.dynamodb.REGION, which a gateway VPC endpoint for DynamoDB does not cover: open the "
            + "way to it, or follow the table by a journal; check DYNAMODB_ENDPOINT_URL (with DYNAMODB_LOCAL) and "
            + "AWS_ENDPOINT_URL_DYNAMODB_STREAMS where they are set",
        DynamoDbFailure.UnexpectedResponse when IsOfStream(operation) =>
            "; check what is between here and streams.dynamodb.REGION: HTTPS_PROXY, DYNAMODB_ENDPOINT_URL (with DYNAMODB_LOCAL) and "
            + "AWS_ENDPOINT_URL_DYNAMODB_STREAMS where they are set",
        DynamoDbFailure.TableMissing => "; create it, or check region, account and endpoint",
        DynamoDbFailure.AccessDenied => $"; check the credentials, and allow dynamodb:{operation} on the table in their IAM policy",
        DynamoDbFailure.ExpiredCredentials => "; renew the credentials",
        DynamoDbFailure.Throttled when operation.EndsWith("Table", StringComparison.Ordinal)
            || operation.EndsWith("TimeToLive", StringComparison.Ordinal) => "",
        DynamoDbFailure.Throttled => "; raise the table's capacity, make it on-demand, or ask less often",
        DynamoDbFailure.Unreachable =>
            "; check the network and the region, and DYNAMODB_ENDPOINT_URL (with DYNAMODB_LOCAL) or AWS_ENDPOINT_URL_DYNAMODB "
            + "where they are set",
        DynamoDbFailure.UnexpectedResponse =>
            "; check what is between here and DynamoDB: HTTPS_PROXY, DYNAMODB_ENDPOINT_URL (with DYNAMODB_LOCAL) and "
            + "AWS_ENDPOINT_URL_DYNAMODB where they are set",
        DynamoDbFailure.Untrusted =>
            "; check the endpoint's name and scheme, this machine's certificates (SSL_CERT_FILE) and clock, "
            + "and HTTPS_PROXY where it is set",
        DynamoDbFailure.ClockSkew => "; set this machine's clock",
        DynamoDbFailure.ItemTooLarge => "; DynamoDB stores at most 400 KB per item, names included",
        _ => "",
    };
}
