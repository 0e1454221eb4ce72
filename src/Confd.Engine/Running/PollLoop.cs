namespace Confd.Engine.Running;

/// <summary>Brings all resources in sync immediately and then at every interval, until cancelled.</summary>
internal sealed class PollLoop(EngineOptions options, RunContext context, ResourceReloader reloader, UpdateCycle cycle)
{
    /// <summary>Runs until cancelled.</summary>
    /// <param name="loaded">The first resources; replaced when the resources are read again.</param>
    /// <param name="tokens">End the loop.</param>
    /// <exception cref="OperationCanceledException">The loop was cancelled.</exception>
    public async Task RunAsync(LoadedResources loaded, StopTokens tokens)
    {
        await context.WaitForSplayAsync(options, tokens.Stop).ConfigureAwait(false);
        Task<LoadedResources>? renewal = null;
        while (true)
        {
            await cycle.RunAsync(loaded.Opened, tokens).ConfigureAwait(false);
            renewal = await WaitAsync(loaded, renewal, tokens).ConfigureAwait(false);
            if (renewal is { IsCompleted: true })
            {
                loaded = await renewal.ConfigureAwait(false);
                cycle.Adopt(loaded);
                reloader.Adopt(loaded);
                renewal = null;
            }
        }
    }

    /// <summary>Waits for the next cycle, or for new resources, and runs pending reloads in the meantime.</summary>
    /// <returns>The task that reads new resources; if it takes longer, it continues in parallel to the next cycle.</returns>
    private async Task<Task<LoadedResources>?> WaitAsync(LoadedResources current, Task<LoadedResources>? renewal, StopTokens tokens)
    {
        var started = context.Clock.GetTimestamp();
        var interval = options.Interval + (options.Splay * options.Update.Random());
        context.Progress.Waiting(interval);
        context.Observer.Waiting(_ => interval);
        while (true)
        {
            if (renewal is null && reloader.Due.TryTake())
            {
                renewal = reloader.RenewAsync(current, "interval processor", tokens.Stop);
            }

            var left = interval - context.Clock.GetElapsedTime(started);
            if (renewal is { IsCompleted: true } || left <= TimeSpan.Zero)
            {
                return renewal;
            }

            var untilPending = cycle.TimeToPending ?? left;
            await reloader.WaitAsync(renewal, untilPending < left ? untilPending : left, tokens.Stop).ConfigureAwait(false);
            await cycle.RunDueAsync(tokens).ConfigureAwait(false);
        }
    }
}
