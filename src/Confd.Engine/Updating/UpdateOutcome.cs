namespace Confd.Engine.Updating;

/// <summary>The result for a destination.</summary>
internal enum UpdateOutcome
{
    /// <summary>It was in sync: no file was changed and no check ran.</summary>
    Unchanged,

    /// <summary>It is out of sync and stays so, because nothing may be written.</summary>
    WouldChange,

    /// <summary>It has the new bytes, mode and owner, and no reload of its own is pending: there is none, it succeeded, or it runs
    /// at the end of the cycle.</summary>
    Replaced,

    /// <summary>It has the new bytes, mode and owner; the reload waits for <c>min_reload_interval</c> or
    /// <c>reload_splay</c> to pass.</summary>
    ReplacedReloadPending,

    /// <summary>It has the new bytes, mode and owner; the reload failed.</summary>
    ReplacedReloadFailed,

    /// <summary>It is unchanged: keys, template, output format, staged file, check or replacement failed.</summary>
    Failed,
}
