using Confd.Engine.Flags;
using Confd.Engine.Keys;
using Confd.Engine.Resources;
using Microsoft.Extensions.Logging;

namespace Confd.Engine.Scheduling;

/// <summary>Reads <c>conf.d</c> and opens the backends that its resources name.</summary>
internal sealed partial class ResourceLoader(EngineOptions options, EngineParts parts, BackendClients clients, FlagSources flags)
{
    private readonly ILogger _logger = parts.Logger;

    public async Task<LoadedResources> LoadAsync(CancellationToken cancellationToken)
    {
        var found = new ResourceFolder(options.ConfigDirectory, options.Prefix, parts.Logger).Load();
        var active = new List<ActiveResource>();
        var problems = found.Problems.ToList();
        foreach (var resource in found.Resources)
        {
            try
            {
                var backend = await clients.GetAsync(resource.Backend, cancellationToken).ConfigureAwait(false);
                var source = await flags.GetAsync(resource.Flags, cancellationToken).ConfigureAwait(false);
                active.Add(new ActiveResource(resource, backend) { Flags = source });
            }
            catch (KeyBackendException exception)
            {
                var message = $"cannot create backend client for {resource.Path}: {exception.Message}";
                LogProblem(resource.Path, message);
                problems.Add(new ResourceProblem(resource.Path, message));
            }
        }

        parts.Metrics.ResourcesLoaded(active.Count);
        return new LoadedResources(active, problems);
    }

    [LoggerMessage(LogLevel.Error, "Failed to load template resource {File}: {Reason}")]
    private partial void LogProblem(string file, string reason);
}
