namespace Confd.Engine.Diffs;

/// <summary>The role of a line in a diff, which determines its first character and its color.</summary>
internal enum DiffRole
{
    FileName,
    HunkHeader,
    Context,
    Removed,
    Added,
}
