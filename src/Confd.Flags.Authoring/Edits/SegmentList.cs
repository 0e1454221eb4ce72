namespace Confd.Flags.Authoring.Edits;

/// <summary>The two lists of keys that a segment has. Who is on both is in.</summary>
public enum SegmentList
{
    /// <summary>Contexts that are in, whatever rules say.</summary>
    Included,

    /// <summary>Contexts that are out, whatever rules say.</summary>
    Excluded,
}
