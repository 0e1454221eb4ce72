using Confd.Engine.Updating;
using Confd.Following;

namespace Confd.Engine.Running;

/// <summary>When resources that failed are retried while watching, as there may be no further change to trigger
/// them.</summary>
/// <remarks>
/// A backend that cannot be read: soon, then at growing intervals. Everything else: at the polling interval. The resources after a
/// failure that stopped the cycle are retried with it.
/// </remarks>
internal sealed class WatchRetries(EngineOptions options)
{
    private readonly BackoffOptions _backoff =
        new() { BaseDelay = FollowTimes.FirstPause(options), MaxDelay = options.Interval, Jitter = Jitter.None };

    private readonly Dictionary<string, int> _failures = [];

    /// <summary>The resources of a cycle that have to be retried, each with its delay.</summary>
    public IEnumerable<(OpenedResource Resource, TimeSpan Delay)> After(
        IReadOnlyList<OpenedResource> processed, IReadOnlyList<CycleFailure> failures)
    {
        var failed = failures.DistinctBy(failure => failure.Resource).ToDictionary(
            failure => failure.Resource, failure => failure.IsBackendFailure);
        TimeSpan? stopped = null;
        foreach (var opened in processed)
        {
            if (stopped is { } delay)
            {
                yield return (opened, delay);
            }
            else if (!failed.TryGetValue(opened, out var isBackendFailure))
            {
                _failures.Remove(opened.Resource.Path);
            }
            else
            {
                delay = isBackendFailure ? Longer(opened.Resource.Path) : options.Interval;
                stopped = options.FailureMode == FailureMode.FailFast ? delay : null;
                yield return (opened, delay);
            }
        }
    }

    private TimeSpan Longer(string path)
    {
        var failures = _failures.GetValueOrDefault(path) + 1;
        _failures[path] = failures;
        return Backoff.After(failures, _backoff);
    }
}
