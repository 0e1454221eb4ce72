using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Confd.Aws;
using Confd.Aws.Responses;

namespace Confd.DynamoDb.Tests;

/// <summary>From an exception to its kind, to the message that users read, and to the remedy.</summary>
public sealed class FailureMessageTests
{
    [Theory]
    [InlineData("ResourceNotFoundException", DynamoDbFailure.TableMissing)]
    [InlineData("AccessDeniedException", DynamoDbFailure.AccessDenied)]
    [InlineData("UnrecognizedClientException", DynamoDbFailure.AccessDenied)]
    [InlineData("ExpiredTokenException", DynamoDbFailure.ExpiredCredentials)]
    [InlineData("ProvisionedThroughputExceededException", DynamoDbFailure.Throttled)]
    [InlineData("RequestLimitExceeded", DynamoDbFailure.Throttled)]
    [InlineData("ConditionalCheckFailedException", DynamoDbFailure.ConditionFailed)]
    [InlineData("ItemCollectionSizeLimitExceededException", DynamoDbFailure.ItemTooLarge)]
    [InlineData("TrimmedDataAccessException", DynamoDbFailure.StreamPositionLost)]
    [InlineData("ExpiredIteratorException", DynamoDbFailure.StreamPositionLost)]
    [InlineData("ValidationException", DynamoDbFailure.InvalidRequest)]
    [InlineData("InternalServerError", DynamoDbFailure.ServerError)]
    [InlineData("RequestTimeTooSkewed", DynamoDbFailure.ClockSkew)]
    [InlineData("TransactionConflictException", DynamoDbFailure.TransactionConflict)]
    [InlineData("TransactionInProgressException", DynamoDbFailure.TransactionConflict)]
    [InlineData("ReplicatedWriteConflictException", DynamoDbFailure.TransactionConflict)]
    [InlineData("LimitExceededException", DynamoDbFailure.Throttled)]
    [InlineData("SomethingNewException", DynamoDbFailure.Unknown)]
    public void Classify_CodeOfDynamoDb_IsItsFailure(string code, DynamoDbFailure failure) =>
        FailureClassifier.Classify(Service(code, "no")).ShouldBe(failure);

    [Theory]
    [InlineData("Item size has exceeded the maximum allowed size", DynamoDbFailure.ItemTooLarge)]
    [InlineData("Item size to update has exceeded the maximum allowed size", DynamoDbFailure.ItemTooLarge)]
    [InlineData("One or more parameter values were invalid", DynamoDbFailure.InvalidRequest)]
    public void Classify_ValidationExceptionAboutTheSize_IsItemTooLarge(string message, DynamoDbFailure failure) =>
        FailureClassifier.Classify(Service("ValidationException", message)).ShouldBe(failure);

    [Theory]
    [InlineData("Subscriber limit exceeded: There is a limit of 2500 tables per subscriber", DynamoDbFailure.Unknown)]
    [InlineData("Subscriber limit exceeded: Only 50 tables can be created, updated, or deleted simultaneously", DynamoDbFailure.Throttled)]
    [InlineData("Rate of requests exceeds the allowed throughput.", DynamoDbFailure.Throttled)]
    public void Classify_LimitExceeded_IsNotRetriedWhereItIsAQuota(string message, DynamoDbFailure failure) =>
        FailureClassifier.Classify(Service("LimitExceededException", message)).ShouldBe(failure);

    [Theory]
    [InlineData("CreateTable")]
    [InlineData("UpdateTable")]
    [InlineData("UpdateTimeToLive")]
    public void Compose_ThrottledOperationOnATable_SaysNothingOfCapacity(string operation) =>
        FailureMessage.Compose(operation, "t", 1, DynamoDbFailure.Throttled, new IOException("x"), isOutOfTime: false)
            .ShouldEndWith("(operation " + operation + ", 1 attempt)");

    [Theory]
    [InlineData(DynamoDbFailure.TransactionConflict, "None", "TransactionConflict")]
    [InlineData(DynamoDbFailure.Throttled, "ThrottlingError", "None")]
    [InlineData(DynamoDbFailure.TransactionConflict, null, "TransactionConflict")]
    [InlineData(DynamoDbFailure.Throttled, "ProvisionedThroughputExceeded")]
    [InlineData(DynamoDbFailure.TransactionConflict, "TransactionConflict", "ThrottlingError")]
    [InlineData(DynamoDbFailure.Unknown, "TransactionConflict", "ConditionalCheckFailed")]
    [InlineData(DynamoDbFailure.Unknown, "ValidationError", "None")]
    public void Classify_CancelledTransaction_IsTransientUnlessAReasonIsPermanent(DynamoDbFailure failure, params string?[] reasons)
    {
        var cancelled = new TransactionCanceledException("x")
        {
            ErrorCode = "TransactionCanceledException",
            StatusCode = HttpStatusCode.BadRequest,
            CancellationReasons = [.. reasons.Select(code => new CancellationReason { Code = code })],
        };

        FailureClassifier.Classify(cancelled).ShouldBe(failure);
        FailureClassifier.IsTransient(failure).ShouldBe(failure != DynamoDbFailure.Unknown);
    }

    public static TheoryData<string, Exception, DynamoDbFailure> Exceptions => new()
    {
        { "ours", new DynamoDbException(DynamoDbFailure.JournalSilent, "x"), DynamoDbFailure.JournalSilent },
        { "of AWS", new AwsException(AwsFailure.NoRegion, "x"), DynamoDbFailure.NoRegion },
        { "an answer", new ResponseException(AwsFailure.UnexpectedResponse, "x"), DynamoDbFailure.UnexpectedResponse },
        { "time", new TaskCanceledException("x"), DynamoDbFailure.TimedOut },
        {
            "refused", new HttpRequestException("x", new SocketException((int)SocketError.ConnectionRefused)), DynamoDbFailure.Unreachable
        },
        { "certificate", new HttpRequestException("x", new AuthenticationException("y")), DynamoDbFailure.Untrusted },
        { "cut", new IOException("x"), DynamoDbFailure.Interrupted },
        { "no JSON", new JsonException("x"), DynamoDbFailure.Interrupted },
        { "of the runtime", new InvalidOperationException("x"), DynamoDbFailure.Unknown },
    };

    [Theory]
    [MemberData(nameof(Exceptions), DisableDiscoveryEnumeration = true)]
    public void Classify_OtherExceptions_AreWhatTheyMean(string name, Exception exception, DynamoDbFailure failure) =>
        FailureClassifier.Classify(exception).ShouldBe(failure, name);

    [Fact]
    public void Of_EveryFailureOfAws_HasOneOfDynamoDb()
    {
        foreach (var failure in Enum.GetValues<AwsFailure>().Where(failure => failure != AwsFailure.Unknown))
        {
            FailureClassifier.Of(failure).ShouldNotBe(DynamoDbFailure.Unknown, failure.ToString());
            FailureClassifier.IsTransient(FailureClassifier.Of(failure)).ShouldBe(AwsFailures.IsTransient(failure), failure.ToString());
        }
    }

    [Theory]
    [InlineData("Scan", 1, false, "Scan of table t failed: the reason (operation Scan, 1 attempt)")]
    [InlineData("PutItem", 3, false, "PutItem of table t failed: the reason (operation PutItem, 3 attempts)")]
    [InlineData("DescribeTable", 2, false, "failed to describe table t: the reason (operation DescribeTable, 2 attempts)")]
    [InlineData(
        "Query", 7, true, "Query of table t failed: context deadline exceeded; last error the reason (operation Query, 7 attempts)")]
    public void Compose_Failure_NamesOperationTableAndAttempts(string operation, int attempts, bool isOutOfTime, string expected) =>
        FailureMessage.Compose(
            operation,
            "t",
            attempts,
            DynamoDbFailure.ServerError,
            new ResponseException(AwsFailure.ServerError, "the reason"),
            isOutOfTime).ShouldBe(expected);

    [Theory]
    [InlineData(DynamoDbFailure.TableMissing, "; create it, or check region, account and endpoint")]
    [InlineData(DynamoDbFailure.AccessDenied, "allow dynamodb:Scan on the table in their IAM policy")]
    [InlineData(DynamoDbFailure.ExpiredCredentials, "renew the credentials")]
    [InlineData(DynamoDbFailure.Throttled, "raise the table's capacity")]
    [InlineData(DynamoDbFailure.Unreachable, "DYNAMODB_ENDPOINT_URL (with DYNAMODB_LOCAL)")]
    [InlineData(DynamoDbFailure.UnexpectedResponse, "HTTPS_PROXY")]
    [InlineData(DynamoDbFailure.Untrusted, "SSL_CERT_FILE")]
    [InlineData(DynamoDbFailure.ClockSkew, "set this machine's clock")]
    [InlineData(DynamoDbFailure.ItemTooLarge, "at most 400 KB")]
    public void Compose_Failure_EndsWithTheRemedy(DynamoDbFailure failure, string hint) =>
        FailureMessage.Compose("Scan", "t", 1, failure, new IOException("x"), isOutOfTime: false).ShouldContain(hint);

    [Theory]
    [InlineData("DescribeStream")]
    [InlineData("GetShardIterator")]
    [InlineData("GetRecords")]
    public void Compose_StreamThatIsNotReached_NamesItsHostAndItsVariable(string operation)
    {
        foreach (var failure in new[] { DynamoDbFailure.Unreachable, DynamoDbFailure.TimedOut, DynamoDbFailure.UnexpectedResponse })
        {
            var message = FailureMessage.Compose(operation, "t", 5, failure, new IOException("x"), isOutOfTime: true);

            message.ShouldContain("streams.dynamodb.REGION");
            message.ShouldContain("AWS_ENDPOINT_URL_DYNAMODB_STREAMS where they are set");
            message.ShouldNotContain("AWS_ENDPOINT_URL_DYNAMODB where");
        }
    }

    [Fact]
    public void Compose_CauseThatQuotesAValue_DoesNotRepeatIt()
    {
        var number = Service("ValidationException", "The parameter cannot be converted to a numeric value: hunter2");
        var unreadable = new AmazonUnmarshallingException(
            "r", "", "{\"Item\":\"hunter2\"}", new JsonException("hunter2"), HttpStatusCode.OK);
        var odd = new InvalidOperationException("hunter2");

        foreach (var cause in new Exception[] { number, unreadable, odd })
        {
            FailureMessage.Compose("Scan", "t", 1, DynamoDbFailure.Unknown, cause, isOutOfTime: false).ShouldNotContain("hunter2");
            FailureMessage.ReasonOf(cause).ShouldNotContain("hunter2");
        }
    }

    [Fact]
    public void ReasonOf_OwnException_IsItsWholeMessage() =>
        FailureMessage.ReasonOf(new DynamoDbException(DynamoDbFailure.Throttled, "Scan of table t failed: x; ask less often"))
            .ShouldBe("Scan of table t failed: x; ask less often");

    private static AmazonDynamoDBException Service(string code, string message) =>
        new(message, ErrorType.Sender, code, "request", HttpStatusCode.BadRequest);
}
