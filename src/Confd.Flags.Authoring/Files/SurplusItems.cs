namespace Confd.Flags.Authoring.Files;

/// <summary>What becomes of flags and segments that a folder does not have.</summary>
public enum SurplusItems
{
    /// <summary>They stay.</summary>
    Leave,

    /// <summary>They are deleted.</summary>
    Delete,
}
