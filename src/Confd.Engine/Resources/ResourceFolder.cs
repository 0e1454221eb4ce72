using Confd.Engine.Keys;
using Confd.Engine.Posix;
using Confd.Shared;
using Confd.Shared.Files;
using Microsoft.Extensions.Logging;

namespace Confd.Engine.Resources;

/// <summary>Finds and reads the resource files below <c>CONFDIR/conf.d</c>.</summary>
/// <param name="context">CONFDIR, and the environment of settings.</param>
/// <param name="logger">Logs every file that cannot be used.</param>
internal sealed partial class ResourceFolder(ResourceContext context, ILogger logger)
{
    private readonly ILogger _logger = logger;

    /// <summary>The folder that is searched.</summary>
    public string Path { get; } = PathIn(context.ConfigDirectory);

    /// <summary>The folder of the resource files of CONFDIR.</summary>
    public static string PathIn(string configDirectory) => GoPath.Join(configDirectory, "conf.d");

    /// <summary>Reads all resource files, in byte order of their names, folder by folder.</summary>
    /// <returns>
    /// Valid resources and problems, folders that cannot be read among them; both empty where the folder is absent or has no resource
    /// files, which is logged.
    /// </returns>
    public ResourceSet Load()
    {
        LogLoadingFolder(Path);
        if (FindWhyUnreachable(Path) is { } reason)
        {
            LogMissingFolder(Path, reason);
            return new ResourceSet([], []);
        }

        var problems = new List<ResourceProblem>();
        var files = FindFiles(Path, problems);
        foreach (var problem in problems)
        {
            LogProblem(problem.Path, problem.Message);
        }

        if (files.Count == 0 && problems.Count == 0)
        {
            LogNoTemplates();
        }

        return LoadAll(files, problems);
    }

    /// <summary>The files below a folder whose names end in <c>toml</c>, in processing order; links to folders are not followed.</summary>
    /// <remarks>A mounted ConfigMap is one set of files, by the names that users see.</remarks>
    /// <param name="folder">An existing folder; a file in its place is, as in the original, the only resource file.</param>
    /// <param name="problems">Receives folders that cannot be read; the others are searched nevertheless.</param>
    public static IReadOnlyList<string> FindFiles(string folder, ICollection<ResourceProblem> problems)
    {
        var files = new List<string>();
        if (File.Exists(folder))
        {
            files.Add(folder);
        }
        else
        {
            Collect(folder, files, problems);
        }

        return ProjectedFolder.WithoutTwins(files);
    }

    /// <summary>The files below a folder; each of its folders has to be readable.</summary>
    /// <exception cref="IOException">The folder is absent, or one below cannot be read.</exception>
    public static IReadOnlyList<string> FindFiles(string folder)
    {
        var problems = new List<ResourceProblem>();
        var files = FindFiles(folder, problems);
        return problems.Count == 0 ? files : throw new IOException(problems[0].Message);
    }

    private static string? FindWhyUnreachable(string folder)
    {
        try
        {
            return UnixFile.Stat(folder) is null ? $"stat {folder}: no such file or directory" : null;
        }
        catch (UnixException exception)
        {
            return exception.Message;
        }
    }

    private static void Collect(string folder, List<string> files, ICollection<ResourceProblem> problems)
    {
        foreach (var entry in ReadFolder(folder, problems))
        {
            // A link to a folder is not followed, as in the original.
            if (ProjectedFolder.IsEntered(entry))
            {
                Collect(System.IO.Path.Join(folder, entry.Name), files, problems);
            }
            else if (entry is FileInfo && entry.Name.EndsWith("toml", StringComparison.Ordinal))
            {
                files.Add(System.IO.Path.Join(folder, entry.Name));
            }
        }
    }

    private static FileSystemInfo[] ReadFolder(string folder, ICollection<ResourceProblem> problems)
    {
        try
        {
            return [.. ProjectedFolder.EntriesOf(new DirectoryInfo(folder)).OrderBy(entry => entry.Name, Utf8Order.Instance)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problems.Add(new ResourceProblem(folder, $"open {folder}: {FileReason.Of(exception, folder)}"));
            return [];
        }
    }

    private ResourceSet LoadAll(IReadOnlyList<string> files, List<ResourceProblem> problems)
    {
        var resources = new List<Resource>();
        var broken = problems.ConvertAll(problem => new DestinationClaim(problem.Path));
        foreach (var file in files)
        {
            LogFound(file);
        }

        foreach (var file in files)
        {
            LogLoading(file);
            ResourceFile? resourceFile = null;
            try
            {
                resourceFile = ResourceFile.Open(file);
                foreach (var unknown in resourceFile.FindUnknown(context.Backends))
                {
                    LogUnknownSetting(unknown.ToString());
                }

                resources.Add(resourceFile.Read(context));
                if (resourceFile.HasUnnamedBackend)
                {
                    LogUnnamedBackend(file);
                }
            }
            catch (ResourceException exception)
            {
                Refuse(exception.Message);
            }
            catch (Exception exception)
            {
                // An unexpected exception for an unforeseen text affects only this resource.
                Refuse($"cannot process template resource {file}: {FailureText.Of(exception).Redacted}");
            }

            void Refuse(string message)
            {
                LogProblem(file, message);
                problems.Add(new ResourceProblem(file, message));
                broken.Add(resourceFile?.FindClaim(context) ?? new DestinationClaim(file));
            }
        }

        return new ResourceSet(resources, problems) { Broken = broken };
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Loading template resources from config dir {Folder}")]
    private partial void LogLoadingFolder(string folder);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Found template: {File}")]
    private partial void LogFound(string file);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Loading template resource from {File}")]
    private partial void LogLoading(string file);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cannot load template resources: config dir '{Folder}': {Reason}")]
    private partial void LogMissingFolder(string folder, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Found no templates")]
    private partial void LogNoTemplates();

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The [backend] table of {File} has no effect: it does not name a backend, the global one is used")]
    private partial void LogUnnamedBackend(string file);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Unknown}")]
    private partial void LogUnknownSetting(string unknown);

    [LoggerMessage(Level = LogLevel.Error, Message = "Failed to load template resource {File}: {Reason}")]
    private partial void LogProblem(string file, string reason);
}
