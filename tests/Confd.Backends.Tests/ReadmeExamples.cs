namespace Confd.Backends.Tests;

/// <summary>Code of the README, which <see cref="ReadmeTests"/> compares with it.</summary>
internal static class ReadmeExamples
{
    public static async Task OpenAsync()
    {
        var section = new BackendSection("folder", [new(FolderBackendFactory.Folder, "/etc/myapp")]);
        await using var backend = await new FolderBackendFactory().OpenAsync(section, new BackendContext(), CancellationToken.None);
    }
}
