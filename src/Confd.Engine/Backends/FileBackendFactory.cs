using Confd.Backends;

namespace Confd.Engine.Backends;

/// <summary>The backend <c>file</c>: YAML and JSON files.</summary>
internal sealed class FileBackendFactory : IKeyBackendFactory
{
    /// <summary>Files and folders, in the order in which they are read; required.</summary>
    public static readonly BackendOption File =
        new("file", OptionKind.TextList, "YAML or JSON file or folder to read; repeatable")
        {
            IsRequired = true,
            IsSource = true,
            IsPath = true,
        };

    /// <summary>Which files of a folder are read, by base name.</summary>
    public static readonly BackendOption Filter =
        new("filter", OptionKind.Text, "pattern of the file names read from folders") { Default = "*" };

    /// <inheritdoc/>
    public string Name => "file";

    /// <inheritdoc/>
    public string Summary => "Read keys from YAML and JSON files";

    /// <inheritdoc/>
    public IReadOnlyList<BackendOption> Options { get; } = [File, Filter];

    /// <inheritdoc/>
    public bool CanBeWatched => true;

    /// <inheritdoc/>
    public bool UsesHttp => false;

    /// <inheritdoc/>
    public Task<IKeyBackend> OpenAsync(BackendSection section, BackendContext context, CancellationToken cancellationToken)
    {
        var files = section.Texts(File);
        return files.Count == 0
            ? throw new KeyBackendException("the file backend needs at least one file: set file")
            : Task.FromResult<IKeyBackend>(new FileBackend(
                new FileBackendOptions(files) { Filter = section.Text(Filter)! }, context.Clock, context.Logger));
    }
}
