namespace Confd.Flags.Authoring;

/// <summary>Why a change was refused.</summary>
public enum FlagRefusal
{
    /// <summary>It cannot be applied to this flag: a variation that it does not have, weights that do not add up, a cycle.</summary>
    Impossible,

    /// <summary>There is no such flag or segment.</summary>
    NotFound,

    /// <summary>It was changed by another writer since it was read.</summary>
    ChangedMeanwhile,
}
