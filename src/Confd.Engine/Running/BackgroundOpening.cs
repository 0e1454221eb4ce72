using Confd.Engine.Resources;
using Confd.Following;
using Microsoft.Extensions.Logging;

namespace Confd.Engine.Running;

/// <summary>Opens in the background, at growing intervals, what could not be opened when the resources were read: a server that was not up
/// yet, a missing permission or owner.</summary>
/// <remarks>One loop adopts and takes; openings complete on any thread.</remarks>
/// <param name="options">The wait between two attempts.</param>
/// <param name="context">Clock and log.</param>
/// <param name="loader">Opens a resource.</param>
/// <param name="wake">Set when some have been opened.</param>
internal sealed partial class BackgroundOpening(EngineOptions options, RunContext context, ResourceLoader loader, ChangeSignal wake)
{
    // Adding the keys of a resource restarts a watch: resources that can be opened at about the same time are added together.
    private static readonly TimeSpan GroupingTime = TimeSpan.FromSeconds(1);

    private readonly ILogger _logger = context.Logger;
    private readonly Lock _lock = new();
    private readonly List<OpenedResource> _opened = [];
    private HashSet<Resource> _awaited = [];
    private Action _endFormer = () => { };

    /// <summary>Continues with these resources, and with no other.</summary>
    public void Adopt(IReadOnlyList<Resource> unopened)
    {
        var end = new CancellationTokenSource();
        Action endFormer;
        lock (_lock)
        {
            if (_awaited.SetEquals(unopened))
            {
                return;
            }

            _awaited = unopened.ToHashSet<Resource>(ReferenceEqualityComparer.Instance);
            _opened.Clear();
            (endFormer, _endFormer) = (_endFormer, end.Cancel);
        }

        endFormer();
        if (unopened.Count > 0)
        {
            _ = OpenAsync([.. unopened], end.Token);
        }
    }

    /// <summary>Removes and returns those that could be opened since the last call.</summary>
    public IReadOnlyList<OpenedResource> TakeOpened()
    {
        lock (_lock)
        {
            OpenedResource[] opened = [.. _opened];
            _opened.Clear();
            _awaited.ExceptWith(opened.Select(one => one.Resource));
            return opened;
        }
    }

    // All in one round: those that name the same backend wait for one opening. One that hangs is not called again in the meantime.
    private async Task OpenAsync(IReadOnlyList<Resource> missing, CancellationToken end)
    {
        var backoff = new Backoff(FollowTimes.Create(options, context.Clock).Backoff, context.Clock);
        var attempts = new Dictionary<Resource, Task<bool>>(ReferenceEqualityComparer.Instance);
        for (var pause = backoff.Next(); ; pause = backoff.Next())
        {
            await Task.Delay(pause, context.Clock, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var isDone = attempts.Count > 0 && attempts.Values.All(last => last is { IsCompleted: true, Result: true });
            if (isDone || end.IsCancellationRequested)
            {
                return;
            }

            foreach (var resource in missing)
            {
                if (attempts.GetValueOrDefault(resource) is null or { IsCompleted: true, Result: false })
                {
                    attempts[resource] = TryAsync(resource, end);
                }
            }
        }
    }

    private async Task<bool> TryAsync(Resource resource, CancellationToken end)
    {
        try
        {
            var opened = await loader.OpenAsync(resource, end).ConfigureAwait(false);
            LogOpened(resource.Path);
            Add(opened, end);
            return true;
        }
        catch (Exception exception)
        {
            if (!end.IsCancellationRequested)
            {
                LogNotYet(resource.Path, ResourceLoader.ProblemOf(resource, exception));
            }

            return false;
        }
    }

    private void Add(OpenedResource opened, CancellationToken end)
    {
        lock (_lock)
        {
            if (end.IsCancellationRequested)
            {
                return;
            }

            _opened.Add(opened);
            if (_opened.Count == _awaited.Count)
            {
                wake.Set();
            }
            else if (_opened.Count == 1)
            {
                _ = WakeAsync(end);
            }
        }
    }

    private async Task WakeAsync(CancellationToken end)
    {
        await Task.Delay(GroupingTime, context.Clock, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!end.IsCancellationRequested)
        {
            wake.Set();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Failed to load template resource {File}, which is tried again: {Reason}")]
    private partial void LogNotYet(string file, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Loaded template resource {File}, which could not be loaded before")]
    private partial void LogOpened(string file);
}
