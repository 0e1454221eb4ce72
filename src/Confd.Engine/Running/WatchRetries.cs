using Confd.Engine.Updating;

namespace Confd.Engine.Running;

/// <summary>When resources that failed are tried again while watching, where no change may come that would have them processed
/// anyway.</summary>
/// <remarks>
/// A backend that cannot be read: soon, then ever more rarely. Everything else: at the polling interval.
/// What comes behind a failure that stopped the cycle is tried again with it.
/// </remarks>
internal sealed class WatchRetries(EngineOptions options)
{
    private readonly Dictionary<string, TimeSpan> _delays = [];

    /// <summary>The resources of a cycle that have to be tried again, and after which time.</summary>
    public IEnumerable<(OpenedResource Resource, TimeSpan Delay)> After(
        IReadOnlyList<OpenedResource> processed, IReadOnlyList<CycleFailure> failures)
    {
        var failed = failures.DistinctBy(failure => failure.Resource).ToDictionary(
            failure => failure.Resource, failure => failure.IsBackendFailure);
        TimeSpan? stopped = null;
        foreach (var resource in processed)
        {
            if (stopped is { } delay)
            {
                yield return (resource, delay);
            }
            else if (!failed.TryGetValue(resource, out var isBackendFailure))
            {
                _delays.Remove(resource.Resource.Path);
            }
            else
            {
                delay = isBackendFailure ? Longer(resource.Resource.Path) : options.Interval;
                stopped = options.FailureMode == FailureMode.FailFast ? delay : null;
                yield return (resource, delay);
            }
        }
    }

    private TimeSpan Longer(string path)
    {
        var delay = _delays.TryGetValue(path, out var last) ? last * 2 : WatchOptions.FirstPause(options);
        delay = delay < options.Interval ? delay : options.Interval;
        _delays[path] = delay;
        return delay;
    }
}
