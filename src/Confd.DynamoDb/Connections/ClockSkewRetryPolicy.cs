using Amazon.Runtime;

namespace Confd.DynamoDb.Connections;

/// <summary>Lets the SDK correct a wrong local clock (its base class does that, once) and leaves every other retry to <see cref="RetryLoop"/>.</summary>
internal sealed class ClockSkewRetryPolicy : RetryPolicy
{
    public ClockSkewRetryPolicy() => MaxRetries = 1;

    public override bool CanRetry(IExecutionContext executionContext) => executionContext.RequestContext.Request.IsRequestStreamRewindable();

    public override bool RetryForException(IExecutionContext executionContext, Exception exception) => false;

    public override Task<bool> RetryForExceptionAsync(IExecutionContext executionContext, Exception exception) => Task.FromResult(false);

    public override bool RetryLimitReached(IExecutionContext executionContext) => executionContext.RequestContext.Retries >= MaxRetries;

    public override void WaitBeforeRetry(IExecutionContext executionContext)
    {
    }

    public override Task WaitBeforeRetryAsync(IExecutionContext executionContext) => Task.CompletedTask;
}
