namespace Confd.Flags.Authoring;

/// <summary>How to treat flags and segments that promoted ones refer to.</summary>
public enum PromotedReferences
{
    /// <summary>They must exist in the target.</summary>
    Require,

    /// <summary>They are promoted too.</summary>
    Follow,
}
