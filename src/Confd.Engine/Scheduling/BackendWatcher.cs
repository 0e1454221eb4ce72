using System.Threading.Channels;
using Confd.Engine.Keys;
using Confd.Engine.Resources;
using Microsoft.Extensions.Logging;

namespace Confd.Engine.Scheduling;

/// <summary>Watches one backend for its resources and reports which of them have to be processed; polls a backend that cannot be watched.</summary>
internal sealed partial class BackendWatcher(
    IKeyBackend backend, IReadOnlyList<ActiveResource> resources, EngineOptions options, EngineParts parts, ChannelWriter<ChangeNotice> notices)
{
    // A stream that answers is open within a fraction of this; files must not wait for one that does not.
    private static readonly TimeSpan OpeningPatience = TimeSpan.FromSeconds(1);

    private readonly ILogger _logger = parts.Logger;
    private readonly string[] _lookupKeys =
        [.. resources.SelectMany(active => active.Resource.LookupKeys).Distinct(StringComparer.Ordinal)];

    private readonly WatchPause _pause = new(options, parts.Clock);
    private bool _isReported;

    /// <summary>How many different keys are asked for.</summary>
    public int LookupKeys => _lookupKeys.Length;

    /// <summary>Runs until cancelled. All resources are reported at the start, and again whenever a watch is opened late or anew.</summary>
    /// <exception cref="OperationCanceledException">The watch is to end.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        while (true)
        {
            try
            {
                if (await OpenAsync(stop).ConfigureAwait(false) is not { } watch)
                {
                    await PollAsync(stop).ConfigureAwait(false);
                    return;
                }

                await using (watch.ConfigureAwait(false))
                {
                    _pause.Opened();
                    parts.Status?.BackendWatched(backend, isWatched: true, untilPoll: null);

                    // After the watch is open, so that no change falls between.
                    Report(resources, ChangeKind.Refresh);
                    await ListenAsync(watch, stop).ConfigureAwait(false);
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !stop.IsCancellationRequested)
            {
                parts.Status?.WatchBroken(backend, exception.Message);
                var pause = _pause.AfterFailure();
                LogBroken(backend.Name, exception.Message, GoDuration.Format(pause));
                ReportOnce();
                await Task.Delay(pause, parts.Clock, stop).ConfigureAwait(false);
            }
        }
    }

    // Read at once where opening takes its time, and once more when it is open: a change in between is seen by the second reading.
    private async Task<KeyWatch?> OpenAsync(CancellationToken stop)
    {
        var opening = backend.OpenWatchAsync(_lookupKeys, stop);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (!_isReported && await Task.WhenAny(opening, Task.Delay(OpeningPatience, parts.Clock, waiting.Token)).ConfigureAwait(false) != opening)
        {
            ReportOnce();
        }

        await waiting.CancelAsync().ConfigureAwait(false);
        return await opening.ConfigureAwait(false);
    }

    private async Task ListenAsync(KeyWatch watch, CancellationToken stop)
    {
        while (true)
        {
            var changed = await watch.WaitForChangeAsync(stop).ConfigureAwait(false);
            Report(changed.Count == 0 ? resources : resources.Where(active => Concerns(active.Resource, changed)), ChangeKind.Change);
        }
    }

    private async Task PollAsync(CancellationToken stop)
    {
        LogPolling(backend.Name, GoDuration.Format(options.Interval));
        while (true)
        {
            Report(resources, ChangeKind.Refresh);
            parts.Status?.BackendWatched(backend, isWatched: false, options.Interval);
            await Task.Delay(options.Interval, parts.Clock, stop).ConfigureAwait(false);
        }
    }

    // Lookup keys match as text, and the file backend takes a trailing /* for the folder.
    private static bool Concerns(Resource resource, IReadOnlySet<string> changed)
    {
        foreach (var lookupKey in resource.LookupKeys)
        {
            var prefix = lookupKey.EndsWith("/*", StringComparison.Ordinal) ? lookupKey[..^2] : lookupKey;
            if (changed.Any(key => key.StartsWith(prefix, StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }

    // Whether the backend can be watched or not: perhaps it can be read.
    private void ReportOnce()
    {
        if (!_isReported)
        {
            Report(resources, ChangeKind.Refresh);
        }
    }

    private void Report(IEnumerable<ActiveResource> concerned, ChangeKind kind)
    {
        _isReported = true;
        ActiveResource[] all = [.. concerned];
        if (all.Length > 0)
        {
            notices.TryWrite(new ChangeNotice(all, kind));
        }
    }

    [LoggerMessage(LogLevel.Error, "Watching the {Name} backend failed: {Reason}; trying again in {Pause}")]
    private partial void LogBroken(string name, string reason, string pause);

    [LoggerMessage(LogLevel.Warning, "The {Name} backend cannot be watched: its resources are polled every {Interval} instead")]
    private partial void LogPolling(string name, string interval);
}
