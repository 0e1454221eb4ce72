using Confd.Aws.Requests;
using Microsoft.Extensions.Logging;

namespace Confd.DynamoDb;

/// <summary>Sends the requests of a table with retries. Every attempt is counted and every retry logged.</summary>
internal sealed partial class RetryLoop(string table, DynamoTableOptions options) : RequestLoop(options.Retry, options.Clock)
{
    private readonly RequestHealth _health = options.RequestHealth ?? new(options.Clock);

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

    protected override AttemptClassification Classify(Exception error)
    {
        var failure = FailureClassifier.Classify(error);
        return new AttemptClassification(
            failure.ToString(),
            FailureClassifier.IsTransient(failure),
            failure == DynamoDbFailure.Throttled,
            failure == DynamoDbFailure.Unreachable);
    }

    protected override Exception Failed(string operation, int attempts, Exception error, bool isOutOfTime) =>
        ExceptionOf(operation, attempts, error, isOutOfTime);

    protected override void OnAttempt(string operation) => options.Metrics?.AddRequest(table, operation);

    protected override void OnRetry(FailedAttempt failed)
    {
        var operation = failed.Operation;
        options.Metrics?.AddRetry(table, operation);
        if (failed.Verdict.IsThrottled)
        {
            options.Metrics?.AddThrottle(table, operation);
        }

        LogRetry(options.Logger, table, operation, failed.Number, (long)failed.Delay.TotalMilliseconds, failed.Verdict.Kind);
        if (_health.NoteRetry(failed, () => ExceptionOf(operation, failed.Number, failed.Error, isOutOfTime: false)) is { } problem)
        {
            var left = (long)Math.Ceiling(failed.Remaining.TotalSeconds);
            LogFailing(options.Logger, FailureMessage.ReasonOf(problem), left);
        }
    }

    protected override void OnEnd(string operation)
    {
        if (_health.NoteEnd())
        {
            LogAnswered(options.Logger, table, operation);
        }
    }

    private DynamoDbException ExceptionOf(string operation, int attempts, Exception error, bool isOutOfTime)
    {
        var failure = FailureClassifier.Classify(error);
        return new DynamoDbException(failure, FailureMessage.Compose(operation, table, attempts, failure, error, isOutOfTime), error)
        {
            Table = table,
            Operation = operation,
            Attempts = attempts,
        };
    }

    [LoggerMessage(
        Level = LogLevel.Debug,
        Message = "Retrying a DynamoDB request [{operation} of table {table}, attempt {attempt}, in {delay_ms} ms: {failure}]")]
    private static partial void LogRetry(ILogger logger, string table, string operation, int attempt, long delay_ms, string failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Problem}. The request is sent again, for up to {Seconds} seconds")]
    private static partial void LogFailing(ILogger logger, string problem, long seconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "DynamoDB answers again [{operation} of table {table}]")]
    private static partial void LogAnswered(ILogger logger, string table, string operation);
}
