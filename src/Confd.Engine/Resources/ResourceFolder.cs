using Microsoft.Extensions.Logging;

namespace Confd.Engine.Resources;

/// <summary>Finds and reads the resource files below <c>CONFDIR/conf.d</c>.</summary>
/// <param name="configDirectory">CONFDIR.</param>
/// <param name="globalPrefix">Stands before the prefix of every resource; empty for none.</param>
/// <param name="logger">Hears of every file that cannot be used.</param>
public sealed partial class ResourceFolder(string configDirectory, string globalPrefix, ILogger logger)
{
    private readonly ILogger _logger = logger;

    /// <summary>The folder that is searched.</summary>
    public string Path { get; } = System.IO.Path.Join(configDirectory, "conf.d");

    /// <summary>Reads all resource files, in byte order of their names, folder by folder.</summary>
    /// <returns>Healthy resources and problems; nothing of either where the folder is absent or has no resource files, which is logged.</returns>
    public ResourceSet Load()
    {
        LogLoadingFolder(Path);
        IReadOnlyList<string> files;
        try
        {
            files = FindFiles(Path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var reason = exception is DirectoryNotFoundException ? "no such directory" : exception.Message;
            LogMissingFolder(Path, reason);
            return new ResourceSet([], []);
        }

        if (files.Count == 0)
        {
            LogNoTemplates();
        }

        return LoadAll(files);
    }

    /// <summary>The files below a folder whose names end in <c>toml</c>, in processing order; links to folders are not entered.</summary>
    /// <exception cref="IOException">A folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A folder may not be read.</exception>
    public static IReadOnlyList<string> FindFiles(string folder)
    {
        var files = new List<string>();
        Collect(new DirectoryInfo(folder), files);
        return files;
    }

    private static void Collect(DirectoryInfo folder, List<string> files)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos().OrderBy(entry => entry.Name, ByteOrder.Instance))
        {
            if (entry is DirectoryInfo subfolder)
            {
                // A link to a folder is not entered, as in the original; with a matching name it fails as a file that cannot be read.
                if (subfolder.LinkTarget is null)
                {
                    Collect(subfolder, files);
                    continue;
                }
            }

            if (entry.Name.EndsWith("toml", StringComparison.Ordinal))
            {
                files.Add(System.IO.Path.Join(folder.ToString(), entry.Name));
            }
        }
    }

    private ResourceSet LoadAll(IReadOnlyList<string> files)
    {
        var resources = new List<Resource>();
        var problems = new List<ResourceProblem>();
        foreach (var file in files)
        {
            LogFound(file);
        }

        foreach (var file in files)
        {
            LogLoading(file);
            try
            {
                var resource = ResourceFile.Load(file, configDirectory, globalPrefix);
                if (resource.HasUnnamedBackend)
                {
                    LogUnnamedBackend(file);
                }

                resources.Add(resource);
            }
            catch (ResourceException exception)
            {
                LogProblem(file, exception.Message);
                problems.Add(new ResourceProblem(file, exception.Message));
            }
        }

        return new ResourceSet(resources, problems);
    }

    [LoggerMessage(LogLevel.Debug, "Loading template resources from config dir {Folder}")]
    private partial void LogLoadingFolder(string folder);

    [LoggerMessage(LogLevel.Debug, "Found template: {File}")]
    private partial void LogFound(string file);

    [LoggerMessage(LogLevel.Debug, "Loading template resource from {File}")]
    private partial void LogLoading(string file);

    [LoggerMessage(LogLevel.Warning, "Cannot load template resources: config dir '{Folder}': {Reason}")]
    private partial void LogMissingFolder(string folder, string reason);

    [LoggerMessage(LogLevel.Warning, "Found no templates")]
    private partial void LogNoTemplates();

    [LoggerMessage(LogLevel.Warning, "The [backend] table of {File} has no effect: it does not name a backend, the global one is used")]
    private partial void LogUnnamedBackend(string file);

    [LoggerMessage(LogLevel.Error, "Failed to load template resource {File}: {Reason}")]
    private partial void LogProblem(string file, string reason);
}
