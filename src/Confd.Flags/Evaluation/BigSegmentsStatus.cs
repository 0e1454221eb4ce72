namespace Confd.Flags.Evaluation;

/// <summary>How far the answers about big segments can be trusted, from best to worst.</summary>
public enum BigSegmentsStatus : byte
{
    /// <summary>Membership was read and is up to date.</summary>
    Healthy,

    /// <summary>Membership was read, but was not synchronised for some time.</summary>
    Stale,

    /// <summary>The store could not be read.</summary>
    StoreError,

    /// <summary>There is no store, or the segment has no generation.</summary>
    NotConfigured,
}
