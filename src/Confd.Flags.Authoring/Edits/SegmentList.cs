namespace Confd.Flags.Authoring.Edits;

/// <summary>The two lists of keys of a segment. A context in both is included.</summary>
public enum SegmentList
{
    /// <summary>Contexts that are included, whatever the rules.</summary>
    Included,

    /// <summary>Contexts that are excluded, whatever the rules.</summary>
    Excluded,
}
