using System.Globalization;
using Confd.Aws.Requests;
using Microsoft.Extensions.Logging;

namespace Confd.DynamoDb;

/// <summary>Sends the requests of a table with retries. Every attempt is counted and every retry logged.</summary>
internal sealed partial class RetryLoop(string table, DynamoTableOptions options) : RequestLoop(options.Retry, options.Clock)
{
    // Without a limit of its own, a request is sent again for weeks.
    private static readonly TimeSpan MaxNamedTime = TimeSpan.FromHours(1);

    private readonly RequestHealth _health = options.RequestHealth ?? new(options.Clock, options.Logger);

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
        if (failed.Classification.IsThrottled)
        {
            options.Metrics?.AddThrottle(table, operation);
        }

        LogRetry(options.Logger, table, operation, failed.Number, (long)failed.Delay.TotalMilliseconds, failed.Classification.Kind);
        if (_health.RecordRetry(failed, () => ExceptionOf(operation, failed.Number, failed.Error, isOutOfTime: false)) is { } problem)
        {
            var limit = failed.Remaining <= MaxNamedTime
                ? string.Create(CultureInfo.InvariantCulture, $", for up to {Math.Ceiling(failed.Remaining.TotalSeconds)} seconds")
                : "";
            LogFailing(options.Logger, FailureMessage.ReasonOf(problem), limit);
        }
    }

    protected override void OnEnd(string operation)
    {
        if (_health.RecordResponse())
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Problem}. The request is sent again{Limit}")]
    private static partial void LogFailing(ILogger logger, string problem, string limit);

    [LoggerMessage(Level = LogLevel.Information, Message = "DynamoDB responds again [{operation} of table {table}]")]
    private static partial void LogAnswered(ILogger logger, string table, string operation);
}
