using Confd.Backends;
using Confd.Cli.CommandLine;
using Confd.Cli.Operation;
using Confd.Engine;
using Confd.Engine.Keys;
using Confd.Engine.Posix;
using Confd.Engine.Resources;
using Confd.Engine.Running;
using Confd.Engine.Updating;
using Confd.GoTemplate;
using Microsoft.Extensions.Logging;

namespace Confd.Cli.Rendering;

/// <summary><c>confd render</c>: one resource, or a template on standard input, to standard output. Nothing else is written
/// or run.</summary>
internal sealed partial class ResourcePrinter(
    RenderRequest request, EngineOptions options, BackendRegistry backends, CliHost host, ILogger logger)
{
    /// <summary>Renders and prints; prints nothing where anything fails.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<RunResult> RunAsync(ConfdEngine engine, CancellationToken stop)
    {
        try
        {
            var text = await engine.RenderAsync(request.IsFromInput ? OfInput() : OfFile(), request.Name, stop);
            if (text.HoldsSecrets && !request.ShowsSecrets)
            {
                return Failed($"the template reads a secret, so its text is not shown; {RenderOptions.ShowSecrets.Flag} shows it");
            }

            if (host.Output is StandardOutput { IsThere: false })
            {
                return Failed("there is no standard output to write to");
            }

            host.Output.Write(text.Content.Span);
            return RunResult.Success;
        }
        catch (Exception problem) when (problem is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            return Failed(FailureText.Of(problem));
        }
    }

    private RunResult Failed(ErrorText reason) =>
        new([], [new UpdateFailure(request.IsFromInput ? InputTemplate.Name : request.Source, reason.Redacted) { Text = reason }]);

    // The only settings are the prefix and the keys, which come from the command line.
    private Resource OfInput()
    {
        var prefix = KeyPath.Clean(options.Prefix);
        return new Resource
        {
            Path = InputTemplate.Name,
            Source = InputTemplate.Name,
            Destination = InputTemplate.Name,
            Prefix = prefix,
            LookupKeys = [.. request.Keys.Select(key => KeyPath.TryJoin(prefix, key, out var joined)
                ? joined
                : throw new ConfigurationException($"{RenderOptions.Keys.Flag} {key} climbs above the prefix {prefix}"))],
            UserId = 0,
            GroupId = 0,
        };
    }

    private Resource OfFile()
    {
        if (request.ChoosesKeys)
        {
            throw new ConfigurationException($"{RenderOptions.Keys.Flag} is for a template on standard input; a resource names its keys");
        }

        var file = ResourceFile.Open(FindFile());
        foreach (var unknown in file.FindUnknown(backends))
        {
            LogUnknownSetting(unknown.ToString());
        }

        return file.Read(new ResourceContext(options.ConfigDirectory, options.Prefix, backends) { Variable = host.Variable });
    }

    private string FindFile()
    {
        var folder = ResourceFolder.PathIn(options.ConfigDirectory);
        string[] places = Path.IsPathRooted(request.Source)
            ? [request.Source]
            : [Path.Join(folder, request.Source), Path.Join(folder, request.Source + ".toml"), request.Source];
        return Array.Find(places, File.Exists)
            ?? throw new ConfigurationException($"there is no such template resource: {string.Join(", ", places)}");
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Setting}")]
    private partial void LogUnknownSetting(string setting);
}
