namespace Confd.Flags.Authoring;

/// <summary>What becomes of flags and segments that promoted ones refer to.</summary>
public enum PromotedReferences
{
    /// <summary>The target has to have them already.</summary>
    Demand,

    /// <summary>They are promoted too.</summary>
    Follow,
}
