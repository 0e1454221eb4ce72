namespace Confd.Flags.Sync;

/// <summary>The scope of one run of a repeated sync.</summary>
public enum FlagSyncNeed
{
    /// <summary>Bring the table up to date if the source has changed.</summary>
    Changes = 0,

    /// <summary>Compare everything, even if the source has not changed: the table may have.</summary>
    Everything,
}
