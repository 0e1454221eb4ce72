using Confd.Following;
using Microsoft.Extensions.Logging;

namespace Confd.Engine.Running;

/// <summary>Reads the resources of a daemon, at its start and whenever that is requested, and later opens what could not be opened
/// then.</summary>
internal sealed partial class ResourceReloader
{
    // Backends of resources are opened in parallel, and each may be retried up to its own limit.
    private static readonly TimeSpan LoadLimit = TimeSpan.FromMinutes(5);

    private readonly RunContext _context;
    private readonly ResourceLoader _loader;
    private readonly Action _forgetTemplates;
    private readonly ILogger _logger;
    private readonly BackgroundOpening _opening;
    private Task _renewal = Task.CompletedTask;
    private bool _isReadRequested;

    /// <summary>Creates it; nothing is read yet.</summary>
    /// <param name="options">The wait before opening is retried.</param>
    /// <param name="context">Clock and observers.</param>
    /// <param name="loader">Reads and opens resources.</param>
    /// <param name="forgetTemplates">Called before resources are read again.</param>
    public ResourceReloader(EngineOptions options, RunContext context, ResourceLoader loader, Action forgetTemplates)
    {
        _context = context;
        _loader = loader;
        _forgetTemplates = forgetTemplates;
        _logger = context.Logger;
        Due = new ChangeSignal(context.Clock);
        _opening = new BackgroundOpening(options, context, loader, Due);
    }

    /// <summary>Set where <see cref="RenewAsync"/> has something to do.</summary>
    public ChangeSignal Due { get; }

    /// <summary>Requests that the resources and all templates are read again; from any thread.</summary>
    public void Request()
    {
        Volatile.Write(ref _isReadRequested, true);
        Due.Set();
    }

    /// <summary>Reads the resources for the first time, and uses the valid ones.</summary>
    public async Task<LoadedResources> LoadAsync(CancellationToken cancellationToken)
    {
        _context.Progress.Working("loading the resources", LoadLimit);
        return await LoadAllAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads the resources again where that was requested; adds those that could be opened late. Where none can be used, or there
    /// are none (a deployment may be in progress), the current ones remain.</summary>
    /// <remarks>The current ones may be in use in the meantime.</remarks>
    /// <param name="current">The current resources.</param>
    /// <param name="processor">The original's name for the calling loop.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public Task<LoadedResources> RenewAsync(LoadedResources current, string processor, CancellationToken cancellationToken)
    {
        var renewal = ReadAgainAsync(current, processor, cancellationToken);
        _renewal = renewal;
        return renewal;
    }

    /// <summary>Waits for a renewal that was in progress when the loop was stopped; the same token cancels it. Never fails.</summary>
    public async Task WaitForRenewalAsync() => await _renewal.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task<LoadedResources> ReadAgainAsync(LoadedResources current, string processor, CancellationToken cancellationToken)
    {
        if (!Interlocked.Exchange(ref _isReadRequested, false))
        {
            return current.With(_opening.TakeOpened());
        }

        LogReloading(processor);
        _forgetTemplates();
        var loaded = await LoadAllAsync(cancellationToken).ConfigureAwait(false);
        if (loaded.Opened.Count > 0 || (current.Opened.Count == 0 && !loaded.AllBroken))
        {
            return loaded;
        }

        LogKeeping(current.Opened.Count);
        return loaded with { Opened = current.Opened };
    }

    /// <summary>Waits for a renewal that is under way, or else for <see cref="Due"/>, or until the time has passed.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> cancelled the wait.</exception>
    public async Task WaitAsync(Task? renewal, TimeSpan time, CancellationToken cancellationToken)
    {
        if (renewal is null)
        {
            await Due.WaitAsync(time, cancellationToken).ConfigureAwait(false);
            return;
        }

        var limit = time > Timers.MaxDelay ? Timers.MaxDelay : time;
        await renewal.WaitAsync(limit, _context.Clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Uses the resources that were read: notifies the observer, closes sources that are no longer used, and continues to open
    /// those that are not open.</summary>
    public void Adopt(LoadedResources loaded)
    {
        _context.Observer.ResourcesLoaded(loaded.Opened.Count);
        _context.Observer.Loaded(loaded);
        _opening.Adopt(loaded.Unopened);

        // Not waited for: a source that hangs while it is closed must not delay the others.
        _ = _loader.CloseUnusedAsync(loaded);
    }

    /// <summary>Stops opening.</summary>
    public void End() => _opening.Adopt([]);

    private async Task<LoadedResources> LoadAllAsync(CancellationToken cancellationToken)
    {
        var loaded = await _loader.LoadAsync(cancellationToken).ConfigureAwait(false);
        if (loaded.AllBroken)
        {
            LogAllBroken(loaded.Problems[^1].Message);
        }
        else if (loaded.Problems.Count > 0)
        {
            LogSomeBroken(loaded.Problems[^1].Message);
        }

        return loaded;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Reloading template resources ({Processor})")]
    private partial void LogReloading(string processor);

    [LoggerMessage(Level = LogLevel.Error, Message = "Failed to load any template resources: {Reason}")]
    private partial void LogAllBroken(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Some template resources failed to load: {Reason}")]
    private partial void LogSomeBroken(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Keeping the {Count} template resources that were loaded before")]
    private partial void LogKeeping(int count);
}
