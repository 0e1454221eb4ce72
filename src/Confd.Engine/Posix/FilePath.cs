namespace Confd.Engine.Posix;

/// <summary>The path of a file: the name for messages, and the path for system calls.</summary>
/// <remarks>The two differ for a file in a <see cref="HeldFolder"/>, and only while that is held. For any other text they are
/// equal.</remarks>
/// <param name="Text">The path in messages.</param>
/// <param name="SystemPath">The path for system calls.</param>
internal readonly record struct FilePath(string Text, string SystemPath)
{
    /// <summary>True where its folder is held open, so that system calls use that folder even if its path changes.</summary>
    public bool IsHeld => Text != SystemPath;

    /// <summary>False where another user may have put a link of that name there, which must not be followed.</summary>
    public bool FollowsLink { get; init; } = true;

    /// <summary>The folder of the file.</summary>
    public FilePath Folder => new(FolderOf(Text), FolderOf(SystemPath));

    /// <summary>Converts a path: the same text for messages and for system calls.</summary>
    public static implicit operator FilePath(string path) => new(path, path);

    /// <summary>The folder of a path, without doubled slashes and <c>.</c>; <c>.</c> where it is a bare name.</summary>
    /// <remarks>Any <c>..</c> stays: after a link it leads elsewhere than the text suggests.</remarks>
    public static string FolderOf(string path)
    {
        var folder = Path.GetDirectoryName(path) ?? "";
        var parts = folder.Split('/').Where(part => part is not ("" or "."));
        return (folder.StartsWith('/') ? "/" : "") + string.Join('/', parts) is { Length: > 0 } cleaned ? cleaned : ".";
    }

    /// <summary>A file of this folder.</summary>
    public FilePath In(string name) => this with { Text = Path.Join(Text, name), SystemPath = Path.Join(SystemPath, name) };

    /// <summary>Another file in the same folder.</summary>
    public FilePath Beside(string name) =>
        this with { Text = Path.Join(FolderOf(Text), name), SystemPath = Path.Join(FolderOf(SystemPath), name) };

    /// <summary>The path in messages.</summary>
    public override string ToString() => Text;
}
