namespace Confd.Flags.Authoring;

/// <summary>Why a change was refused.</summary>
public enum FlagRefusal
{
    /// <summary>It makes no sense for this flag: a variation that it does not have, weights that do not add up, a cycle.</summary>
    Impossible,

    /// <summary>There is no such flag or segment.</summary>
    NotFound,

    /// <summary>Somebody else has changed it since it was looked at.</summary>
    ChangedMeanwhile,
}
