namespace Confd.Flags.Authoring.Files;

/// <summary>How to treat flags and segments that are not in a folder.</summary>
public enum SurplusItems
{
    /// <summary>They stay.</summary>
    Leave,

    /// <summary>They are deleted.</summary>
    Delete,
}
