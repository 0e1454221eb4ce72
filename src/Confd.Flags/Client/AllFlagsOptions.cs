namespace Confd.Flags.Client;

/// <summary>Options of <see cref="FlagClient.AllFlagsState"/>: which flags it returns, and which details of each.</summary>
[Flags]
public enum AllFlagsOptions
{
    /// <summary>All flags, without reasons.</summary>
    None = 0,

    /// <summary>Only flags that are visible to client-side SDKs.</summary>
    ClientSideOnly = 1,

    /// <summary>With the reason of each value.</summary>
    WithReasons = 2,

    /// <summary>Versions and reasons only of flags whose events are tracked: a smaller answer for browsers.</summary>
    DetailsOnlyForTrackedFlags = 4,
}
