using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Confd.Aws;

namespace Confd.DynamoDb;

/// <summary>Classifies failed attempts: first DynamoDB's own errors, then those common to all AWS services.</summary>
internal static class FailureClassifier
{
    // Names: DynamoDB developer guide, "Error handling with DynamoDB".
    private static readonly Dictionary<string, DynamoDbFailure> Codes = new(StringComparer.Ordinal)
    {
        ["ConditionalCheckFailedException"] = DynamoDbFailure.ConditionFailed,
        ["ItemCollectionSizeLimitExceededException"] = DynamoDbFailure.ItemTooLarge,
        ["TrimmedDataAccessException"] = DynamoDbFailure.StreamPositionLost,
        ["ExpiredIteratorException"] = DynamoDbFailure.StreamPositionLost,
        ["TransactionConflictException"] = DynamoDbFailure.TransactionConflict,
        ["TransactionInProgressException"] = DynamoDbFailure.TransactionConflict,

        // Global tables with strong consistency: another Region was writing the same item.
        ["ReplicatedWriteConflictException"] = DynamoDbFailure.TransactionConflict,
    };

    // Reasons of a cancelled transaction that allow a retry; None stands for the parts without a problem.
    private static readonly Dictionary<string, DynamoDbFailure> PassingReasons = new(StringComparer.Ordinal)
    {
        ["None"] = DynamoDbFailure.Unknown,
        ["ThrottlingError"] = DynamoDbFailure.Throttled,
        ["ProvisionedThroughputExceeded"] = DynamoDbFailure.Throttled,
        ["TransactionConflict"] = DynamoDbFailure.TransactionConflict,
    };

    public static DynamoDbFailure Classify(Exception exception) => exception switch
    {
        DynamoDbException known => known.Failure,
        TransactionCanceledException { CancellationReasons: { Count: > 0 } reasons } when FindPassing(reasons) is { } failure => failure,

        // DynamoDB: "Item size has exceeded the maximum allowed size", with the code of every invalid request.
        AmazonServiceException { ErrorCode: "ValidationException" } wrong
            when wrong.Message.Contains("Item size", StringComparison.OrdinalIgnoreCase) => DynamoDbFailure.ItemTooLarge,
        AmazonServiceException { ErrorCode: "LimitExceededException" } limit when IsQuota(limit.Message) => DynamoDbFailure.Unknown,
        AmazonServiceException { ErrorCode: { } code } when Codes.TryGetValue(code, out var failure) => failure,
        _ => Of(AwsFailures.Classify(exception)),
    };

    /// <summary>The corresponding failure of DynamoDB.</summary>
    public static DynamoDbFailure Of(AwsFailure failure) => failure switch
    {
        AwsFailure.Missing => DynamoDbFailure.TableMissing,
        AwsFailure.AccessDenied => DynamoDbFailure.AccessDenied,
        AwsFailure.ExpiredCredentials => DynamoDbFailure.ExpiredCredentials,
        AwsFailure.Throttled => DynamoDbFailure.Throttled,
        AwsFailure.Unreachable => DynamoDbFailure.Unreachable,
        AwsFailure.Interrupted => DynamoDbFailure.Interrupted,
        AwsFailure.TimedOut => DynamoDbFailure.TimedOut,
        AwsFailure.ServerError => DynamoDbFailure.ServerError,
        AwsFailure.NoCredentials => DynamoDbFailure.NoCredentials,
        AwsFailure.NoRegion or AwsFailure.InvalidRegion => DynamoDbFailure.NoRegion,
        AwsFailure.InvalidRequest => DynamoDbFailure.InvalidRequest,
        AwsFailure.UnexpectedResponse => DynamoDbFailure.UnexpectedResponse,
        AwsFailure.Untrusted => DynamoDbFailure.Untrusted,
        AwsFailure.ClockSkew => DynamoDbFailure.ClockSkew,
        _ => DynamoDbFailure.Unknown,
    };

    public static bool IsTransient(DynamoDbFailure failure) => failure
        is DynamoDbFailure.Throttled
        or DynamoDbFailure.Unreachable
        or DynamoDbFailure.Interrupted
        or DynamoDbFailure.TimedOut
        or DynamoDbFailure.ServerError
        or DynamoDbFailure.ExpiredCredentials
        or DynamoDbFailure.ClockSkew
        or DynamoDbFailure.TransactionConflict;

    // A quota of the account, such as for its tables: "Subscriber limit exceeded: There is a limit of 2500 tables ...". That for operations
    // at the same time passes, and so does the limit of readers of a stream, both with the same code.
    private static bool IsQuota(string message) =>
        message.Contains("Subscriber limit", StringComparison.OrdinalIgnoreCase)
        && !message.Contains("simultaneous", StringComparison.OrdinalIgnoreCase);

    private static DynamoDbFailure? FindPassing(List<CancellationReason> reasons) =>
        reasons.TrueForAll(reason => PassingReasons.ContainsKey(CodeOf(reason)))
            ? reasons.Max(reason => PassingReasons[CodeOf(reason)])
            : null;

    private static string CodeOf(CancellationReason reason) => reason.Code ?? "None";
}
