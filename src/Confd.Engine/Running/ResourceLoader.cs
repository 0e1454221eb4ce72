using Confd.Backends;
using Confd.Engine.Flags;
using Confd.Engine.Posix;
using Confd.Engine.Resources;
using Microsoft.Extensions.Logging;

namespace Confd.Engine.Running;

/// <summary>Reads <c>conf.d</c> and opens the backends that its resources name, in parallel.</summary>
internal sealed partial class ResourceLoader(
    ResourceContext files, RunContext context, BackendClients clients, FlagSources flags)
{
    private readonly ILogger _logger = context.Logger;

    /// <summary>Reads all resources.</summary>
    public async Task<LoadedResources> LoadAsync(CancellationToken cancellationToken)
    {
        var found = new ResourceFolder(files, context.Logger).Load();
        var opened = new List<OpenedResource>();
        var unopened = new List<Resource>();
        var problems = found.Problems.ToList();
        Task<OpenedResource>[] openings = [.. found.Resources.Select(resource => OpenAsync(resource, cancellationToken))];
        foreach (var (resource, opening) in found.Resources.Zip(openings))
        {
            try
            {
                opened.Add(await opening.ConfigureAwait(false));
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                // Whatever exception opening throws: the others can still be used.
                var message = ProblemOf(resource, exception);
                LogProblem(resource.Path, message);
                problems.Add(new ResourceProblem(resource.Path, message));
                unopened.Add(resource);
            }
        }

        WarnOfSharedDestinations(opened);
        return new LoadedResources(opened, problems) { Usable = found.Resources, Unopened = unopened, Broken = found.Broken };
    }

    /// <summary>The reason why a resource cannot be opened.</summary>
    public static string ProblemOf(Resource resource, Exception exception) => exception is ResourceException
        ? exception.Message
        : $"cannot create backend client for {resource.Path}: {FailureText.Of(exception).Redacted}";

    /// <summary>Opens the backends and flags that one resource names, and looks up its owner.</summary>
    public async Task<OpenedResource> OpenAsync(Resource resource, CancellationToken cancellationToken)
    {
        resource.UserId.Require();
        resource.GroupId.Require();
        var sources = await OpenSourcesAsync(resource, cancellationToken).ConfigureAwait(false);
        var source = await flags.GetAsync(resource.Flags, cancellationToken).ConfigureAwait(false);
        return new OpenedResource(resource, sources) { Flags = source };
    }

    /// <summary>Closes the backends and flags that no resource names anymore.</summary>
    /// <returns>Completes when they are closed; sources that are opened later, even equal ones, are not affected.</returns>
    public Task CloseUnusedAsync(LoadedResources loaded)
    {
        Resource[] used = [.. loaded.Opened.Select(opened => opened.Resource), .. loaded.Unopened];
        return Task.WhenAll(
            clients.KeepAsync(used.SelectMany(SectionsOf).ToHashSet()),
            flags.KeepAsync(used.Select(resource => resource.Flags?.Origin).OfType<FlagOrigin>().ToHashSet()));
    }

    private static IEnumerable<BackendSection> SectionsOf(Resource resource) =>
        resource.NamedKeys.Select(named => named.Backend).Append(resource.Backend).OfType<BackendSection>();

    private async Task<IReadOnlyList<KeySource>> OpenSourcesAsync(Resource resource, CancellationToken cancellationToken)
    {
        var own = await clients.GetAsync(resource.Backend, cancellationToken).ConfigureAwait(false);
        var sources = new List<KeySource>();
        if (resource.LookupKeys.Count > 0 || resource.NamedKeys.Count == 0)
        {
            sources.Add(new KeySource("", own, resource.Backend, resource.LookupKeys));
        }

        foreach (var (name, section, lookupKeys) in resource.NamedKeys)
        {
            var backend = await clients.GetAsync(section, cancellationToken).ConfigureAwait(false);
            sources.Add(new KeySource(name, backend, section, lookupKeys));
        }

        return sources;
    }

    // Such resources undo each other's work in every cycle, reloads included.
    private void WarnOfSharedDestinations(IReadOnlyList<OpenedResource> opened)
    {
        var owners = new DestinationOwners();
        foreach (var resource in opened.Select(resource => resource.Resource).Where(resource => resource.ForEach is null))
        {
            if (owners.FindEarlier(resource) is { } other)
            {
                LogSharedDestination(resource.Path, other, resource.Destination);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{File} and {Other} write the same file: {Destination}")]
    private partial void LogSharedDestination(string file, string other, string destination);

    [LoggerMessage(Level = LogLevel.Error, Message = "Failed to load template resource {File}: {Reason}")]
    private partial void LogProblem(string file, string reason);
}
