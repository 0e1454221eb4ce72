using Confd.Aws.Requests;
using Microsoft.Extensions.Logging;

namespace Confd.DynamoDb;

/// <summary>Sends the requests of a table with retries. Every attempt is counted and every retry logged.</summary>
internal sealed partial class RetryLoop(string table, DynamoTableOptions options) : RequestLoop(options.Retry, options.Clock)
{
    /// <summary>For callers with their own retries after throttling: null where DynamoDB throttles.</summary>
    public async Task<T?> RunUnlessThrottledAsync<T>(
        string operation, Func<CancellationToken, Task<T>> send, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await RunAsync(operation, send, waitsWhenThrottled: false, cancellationToken).ConfigureAwait(false);
        }
        catch (DynamoDbException throttled) when (throttled.Failure == DynamoDbFailure.Throttled)
        {
            options.Metrics?.AddThrottle(table, operation);
            return null;
        }
    }

    protected override AttemptVerdict Classify(Exception error)
    {
        var failure = FailureClassifier.Classify(error);
        return new AttemptVerdict(
            failure.ToString(),
            FailureClassifier.MayPass(failure),
            failure == DynamoDbFailure.Throttled,
            failure == DynamoDbFailure.Unreachable);
    }

    protected override Exception Failed(string operation, int attempts, Exception error, bool isOutOfTime)
    {
        var failure = FailureClassifier.Classify(error);
        return new DynamoDbException(failure, FailureMessage.Compose(operation, table, attempts, failure, error, isOutOfTime), error)
        {
            Table = table,
            Operation = operation,
            Attempts = attempts,
        };
    }

    protected override void OnAttempt(string operation) => options.Metrics?.AddRequest(table, operation);

    protected override void OnRetry(string operation, int attempt, TimeSpan delay, AttemptVerdict verdict)
    {
        options.Metrics?.AddRetry(table, operation);
        if (verdict.IsThrottled)
        {
            options.Metrics?.AddThrottle(table, operation);
        }

        LogRetry(options.Logger, table, operation, attempt, (long)delay.TotalMilliseconds, verdict.Kind);
    }

    [LoggerMessage(
        Level = LogLevel.Debug,
        Message = "Retrying a DynamoDB request [{operation} of table {table}, attempt {attempt}, in {delay_ms} ms: {failure}]")]
    private static partial void LogRetry(ILogger logger, string table, string operation, int attempt, long delay_ms, string failure);
}
