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
    public bool UsesHttp => false;

    /// <inheritdoc/>
    public void Check(BackendSection section)
    {
        if (section.Texts(File).Count == 0)
        {
            throw new KeyBackendException("the file backend needs at least one file: set file");
        }
    }

    /// <inheritdoc/>
    public Task<IKeyBackend> OpenAsync(BackendSection section, BackendContext context, CancellationToken cancellationToken)
    {
        Check(section);
        var options = new FileBackendOptions(section.Texts(File))
        {
            Filter = section.Text(Filter)!,
            MaxReadingBytes = context.MaxReadingBytes,
        };
        return Task.FromResult<IKeyBackend>(new FileBackend(options, context.Clock, context.Logger));
    }
}
