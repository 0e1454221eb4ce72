namespace Confd.Engine.Posix;

/// <summary>The path of a file: what people call it, and the way on which the system is asked for it.</summary>
/// <remarks>The two differ for a file in a <see cref="HeldFolder"/>, and only while that is held. Any text is a path whose way is
/// itself.</remarks>
/// <param name="Text">What messages call it.</param>
/// <param name="Way">What the system gets.</param>
internal readonly record struct FilePath(string Text, string Way)
{
    /// <summary>True where its folder is held open, so that the way leads to that folder whatever becomes of its path.</summary>
    public bool IsHeld => Text != Way;

    /// <summary>False where somebody else may have put a link of that name there, which leads nowhere that counts.</summary>
    public bool FollowsLink { get; init; } = true;

    /// <summary>The folder that the file lies in.</summary>
    public FilePath Folder => new(FolderOf(Text), FolderOf(Way));

    /// <summary>A path as it is.</summary>
    public static implicit operator FilePath(string path) => new(path, path);

    /// <summary>The folder of a path, without doubled slashes and <c>.</c>; <c>.</c> where it is a bare name.</summary>
    /// <remarks>Any <c>..</c> stays: behind a link it leads elsewhere than the text says.</remarks>
    public static string FolderOf(string path)
    {
        var folder = Path.GetDirectoryName(path) ?? "";
        var parts = folder.Split('/').Where(part => part is not ("" or "."));
        return (folder.StartsWith('/') ? "/" : "") + string.Join('/', parts) is { Length: > 0 } cleaned ? cleaned : ".";
    }

    /// <summary>A file of this folder.</summary>
    public FilePath In(string name) => this with { Text = Path.Join(Text, name), Way = Path.Join(Way, name) };

    /// <summary>Another file in the same folder.</summary>
    public FilePath Beside(string name) =>
        this with { Text = Path.Join(FolderOf(Text), name), Way = Path.Join(FolderOf(Way), name) };

    /// <summary>What messages call it.</summary>
    public override string ToString() => Text;
}
