namespace Confd.Engine.Diffs;

/// <summary>What a line of a diff is, which decides its first character and its colour.</summary>
internal enum DiffRole
{
    FileName,
    HunkHeader,
    Context,
    Removed,
    Added,
}
