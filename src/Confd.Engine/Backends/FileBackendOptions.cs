namespace Confd.Engine.Backends;

/// <summary>The options of the file backend.</summary>
/// <param name="Paths">JSON and YAML files, and folders of them, in the order in which they are read; later ones override single
/// keys.</param>
internal sealed record FileBackendOptions(IReadOnlyList<string> Paths)
{
    /// <summary>Which files of a folder are read: a pattern for their base names as in Go's <c>filepath.Match</c>. Files named directly are
    /// always read.</summary>
    /// <value>Default <c>*</c>.</value>
    public string Filter { get; init; } = "*";

    /// <summary>The limit for the keys of all files, in bytes.</summary>
    public long MaxReadingBytes { get; init; }
}
