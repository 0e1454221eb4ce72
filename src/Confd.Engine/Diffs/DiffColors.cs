namespace Confd.Engine.Diffs;

/// <summary>Whether a diff is colored for a terminal.</summary>
internal enum DiffColors
{
    /// <summary>Plain text, valid for <c>patch</c>.</summary>
    None,

    /// <summary>ANSI sequences by the role of each line: file names bold, hunk headers cyan, additions green, removals red.</summary>
    Ansi,
}
