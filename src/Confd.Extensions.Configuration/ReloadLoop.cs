using Confd.DynamoDb;
using Confd.DynamoDb.Watching;

namespace Confd.Extensions.Configuration;

/// <summary>Decides when settings are read again: when the table's stream tells of a change, or at an interval.</summary>
/// <param name="reader">The table.</param>
/// <param name="options">When to reload.</param>
/// <param name="tryReload">Reads anew; false where the table could not be read.</param>
/// <param name="report">Is told why the stream is not followed.</param>
internal sealed class ReloadLoop(
    SettingsReader reader,
    DynamoDbConfigurationOptions options,
    Func<CancellationToken, Task<bool>> tryReload,
    Action<DynamoDbConfigurationException> report)
{
    // The interval of a table whose stream was to be followed and cannot be.
    private static readonly TimeSpan FallbackInterval = TimeSpan.FromMinutes(1);

    // Settings are often written in groups, and a group comes with several looks at the stream, which are half a second apart: a reload waits
    // until nothing more has come for longer than that.
    private static readonly TimeSpan QuietTime = TimeSpan.FromMilliseconds(750);

    // A table that is written all the time is reloaded nevertheless.
    private static readonly TimeSpan MaxSettleTime = TimeSpan.FromSeconds(10);

    private readonly TimeSpan _interval = options.ReloadInterval ?? FallbackInterval;

    /// <summary>Runs until cancelled. An interval counts from the call.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            if (options.ReloadOnChange)
            {
                // Off the thread that loads, which may have a context that waits for it.
                await Task.Run(() => FollowAsync(stop), CancellationToken.None).ConfigureAwait(false);
            }

            await PollAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Disposed.
        }
    }

    private async Task PollAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(_interval, options.Table.Clock);
        while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
        {
            await tryReload(stop).ConfigureAwait(false);
        }
    }

    // Comes back where the stream cannot be followed at all: that is for an administrator to change.
    private async Task FollowAsync(CancellationToken stop)
    {
        while (true)
        {
            try
            {
                if (await reader.OpenWatchAsync(stop).ConfigureAwait(false) is not { } watch)
                {
                    report(NoStream());
                    return;
                }

                await using (watch.ConfigureAwait(false))
                {
                    await ReloadOnChangesAsync(watch, stop).ConfigureAwait(false);
                }
            }
            catch (DynamoDbConfigurationException denied) when (denied.InnerException is DynamoDbException { Failure: DynamoDbFailure.AccessDenied })
            {
                report(StreamDenied(denied));
                return;
            }
            catch (DynamoDbConfigurationException broken)
            {
                report(broken);
            }
            catch (Exception unknown) when (unknown is not OperationCanceledException || !stop.IsCancellationRequested)
            {
                report(new(reader.TableName, $"The stream of table {reader.TableName} could not be followed: an unexpected {unknown.GetType().Name}", unknown));
            }

            await Task.Delay(_interval, options.Table.Clock, stop).ConfigureAwait(false);
            await tryReload(stop).ConfigureAwait(false);
        }
    }

    private async Task ReloadOnChangesAsync(KeyValueWatch watch, CancellationToken stop)
    {
        // The first time around for what changed before the watch was open, which it does not tell.
        while (true)
        {
            while (!await tryReload(stop).ConfigureAwait(false))
            {
                await Task.Delay(_interval, options.Table.Clock, stop).ConfigureAwait(false);
            }

            await reader.WaitForChangeAsync(watch, stop).ConfigureAwait(false);
            await SettleAsync(watch, stop).ConfigureAwait(false);
        }
    }

    private async Task SettleAsync(KeyValueWatch watch, CancellationToken stop)
    {
        var clock = options.Table.Clock;
        var first = clock.GetTimestamp();
        while (clock.GetElapsedTime(first) < MaxSettleTime)
        {
            using var quiet = new CancellationTokenSource(QuietTime, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(quiet.Token, stop);
            try
            {
                await reader.WaitForChangeAsync(watch, either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private DynamoDbConfigurationException NoStream() => new(
        reader.TableName,
        $"Table {reader.TableName} has no stream to follow, so it is read every {_interval}; turn it on with "
            + $"`confd table stream enable --table {reader.TableName}`");

    private DynamoDbConfigurationException StreamDenied(DynamoDbConfigurationException denied) => new(
        reader.TableName,
        $"The stream of table {reader.TableName} may not be read, so the table is read every {_interval}; allow dynamodb:DescribeStream, "
            + "dynamodb:GetShardIterator and dynamodb:GetRecords on its stream",
        denied.InnerException);
}
