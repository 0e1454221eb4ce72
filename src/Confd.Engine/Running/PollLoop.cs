using Microsoft.Extensions.Logging;

namespace Confd.Engine.Running;

/// <summary>Brings all resources in sync at once and then at every interval, until it is stopped.</summary>
internal sealed partial class PollLoop(EngineOptions options, RunContext context, ResourceReloader reloader, UpdateCycle cycle)
{
    private readonly ILogger _logger = context.Logger;

    /// <summary>Runs until stopped.</summary>
    /// <param name="resources">What to start with; replaced when the resources are read anew.</param>
    /// <param name="tokens">End the loop.</param>
    /// <exception cref="OperationCanceledException">The loop was stopped.</exception>
    public async Task RunAsync(IReadOnlyList<OpenedResource> resources, StopTokens tokens)
    {
        await Task.Delay(options.Splay * options.Update.Random(), context.Clock, tokens.Stop).ConfigureAwait(false);
        while (true)
        {
            await cycle.RunAsync(resources, tokens).ConfigureAwait(false);
            if (await WaitAsync(tokens).ConfigureAwait(false))
            {
                LogReloading();
                var loaded = await reloader.ReloadAsync(resources, tokens.Stop).ConfigureAwait(false);
                cycle.GoOver(loaded);
                resources = loaded.Opened;
            }
        }
    }

    /// <summary>Waits for the next cycle and runs owed reloads meanwhile; true where resources are to be read anew.</summary>
    private async Task<bool> WaitAsync(StopTokens tokens)
    {
        var started = context.Clock.GetTimestamp();
        var interval = options.Interval + (options.Splay * options.Update.Random());
        context.Progress.Waiting(interval);
        context.Observer.Waiting(_ => interval);
        while (true)
        {
            var left = interval - context.Clock.GetElapsedTime(started);
            if (reloader.Requested.TryTake())
            {
                return true;
            }

            if (left <= TimeSpan.Zero)
            {
                return false;
            }

            var untilPending = cycle.TimeToPending ?? left;
            await reloader.Requested.WaitAsync(untilPending < left ? untilPending : left, tokens.Stop).ConfigureAwait(false);
            await cycle.RunDueAsync(tokens).ConfigureAwait(false);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Reloading template resources (interval processor)")]
    private partial void LogReloading();
}
