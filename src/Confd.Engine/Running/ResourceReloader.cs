using Confd.Following;
using Microsoft.Extensions.Logging;

namespace Confd.Engine.Running;

/// <summary>Reads the resources of a daemon, at its start and whenever that is requested.</summary>
internal sealed partial class ResourceReloader(RunContext context, ResourceLoader loader, Action forgetTemplates)
{
    // Each backend of a resource is opened, one after the other, and may be retried until its own limit.
    private static readonly TimeSpan LoadLimit = TimeSpan.FromMinutes(5);

    private readonly ILogger _logger = context.Logger;

    /// <summary>Set where the resources are to be read anew.</summary>
    public ChangeSignal Requested { get; } = new(context.Clock);

    /// <summary>Reads the resources for the first time; the healthy ones go to work.</summary>
    public async Task<LoadedResources> LoadAsync(CancellationToken cancellationToken)
    {
        context.Progress.Working("loading the resources", LoadLimit);
        var loaded = await loader.LoadAsync(cancellationToken).ConfigureAwait(false);
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

    /// <summary>Reads the resources anew; where none can be used, or there are none (a deployment may be at work in the folder), the
    /// current ones go on.</summary>
    public async Task<LoadedResources> ReloadAsync(IReadOnlyList<OpenedResource> current, CancellationToken cancellationToken)
    {
        forgetTemplates();
        var loaded = await LoadAsync(cancellationToken).ConfigureAwait(false);
        if (loaded.Opened.Count > 0 || (current.Count == 0 && !loaded.AllBroken))
        {
            return loaded;
        }

        LogKeeping(current.Count);
        context.Observer.ResourcesLoaded(current.Count);
        return loaded with { Opened = current };
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Failed to load any template resources: {Reason}")]
    private partial void LogAllBroken(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Some template resources failed to load: {Reason}")]
    private partial void LogSomeBroken(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Going on with the {Count} template resources loaded before")]
    private partial void LogKeeping(int count);
}
