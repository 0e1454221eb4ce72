namespace Confd.Backends.Tests;

/// <summary>The example of the README: all that a program has to know of the backend.</summary>
internal sealed class FolderBackendFactory : IKeyBackendFactory
{
    public static readonly BackendOption Folder = new("folder", OptionKind.Text, "folder whose files are keys")
    {
        IsRequired = true,
        IsSource = true,
        IsPath = true,
    };

    public string Name => "folder";

    public string Summary => "Read keys from the files of a folder";

    public IReadOnlyList<BackendOption> Options { get; } = [Folder];

    public bool UsesHttp => false;

    public Task<IKeyBackend> OpenAsync(BackendSection section, BackendContext context, CancellationToken cancellationToken)
    {
        var folder = section.Text(Folder) ?? throw new KeyBackendException("the folder backend needs a folder: set folder");
        return Task.FromResult<IKeyBackend>(new FolderBackend(folder, context.MaxReadingBytes));
    }
}
