namespace Confd.Flags.Sync;

/// <summary>What a repeated sync has to do this time.</summary>
public enum FlagSyncNeed
{
    /// <summary>Bring the table up to date if the source has changed.</summary>
    Changes = 0,

    /// <summary>Compare everything, also where the source has not changed: the table may have.</summary>
    Everything,
}
