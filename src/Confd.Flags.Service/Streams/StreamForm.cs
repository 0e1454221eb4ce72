namespace Confd.Flags.Service.Streams;

/// <summary>What a stream reports of changes.</summary>
internal enum StreamForm
{
    /// <summary>LaunchDarkly's server-side SDKs: flags and segments.</summary>
    Everything,

    /// <summary>Old server-side SDKs: flags only.</summary>
    Flags,

    /// <summary>LaunchDarkly's client-side SDKs: that something has changed. A patch would not suffice: a client accepts one only with a
    /// higher version, and a change of a segment changes values without one.</summary>
    Pings,

    /// <summary>OFREP's providers: that something has changed.</summary>
    Refetches,
}
