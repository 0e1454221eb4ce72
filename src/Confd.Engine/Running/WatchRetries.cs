using Confd.Engine.Updating;
using Confd.Following;

namespace Confd.Engine.Running;

/// <summary>When resources that failed are tried again while watching, where no change may come that would have them processed
/// anyway.</summary>
/// <remarks>
/// A backend that cannot be read: soon, then ever more rarely. Everything else: at the polling interval.
/// What comes behind a failure that stopped the cycle is tried again with it.
/// </remarks>
internal sealed class WatchRetries(EngineOptions options)
{
    private readonly BackoffOptions _backoff =
        new() { First = WatchOptions.FirstPause(options), Longest = options.Interval, Jitter = Jitter.None };

    private readonly Dictionary<string, int> _failures = [];

    /// <summary>The resources of a cycle that have to be tried again, and after which time.</summary>
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
