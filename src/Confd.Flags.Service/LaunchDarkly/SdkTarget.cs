namespace Confd.Flags.Service.LaunchDarkly;

/// <summary>What a path of LaunchDarkly's SDKs requests.</summary>
internal enum SdkTarget
{
    /// <summary>Everything, and all later changes.</summary>
    Stream,

    /// <summary>All flags, and all later changes of flags.</summary>
    FlagStream,

    /// <summary>Everything, once.</summary>
    Data,

    /// <summary>All flags, once.</summary>
    Flags,

    /// <summary>One flag.</summary>
    Flag,

    /// <summary>One segment.</summary>
    Segment,

    /// <summary>The values of all flags for a context.</summary>
    Evaluation,

    /// <summary>A ping for each change.</summary>
    Pings,

    /// <summary>Goals of experiments on pages: there are none.</summary>
    Goals,

    /// <summary>Analytics events.</summary>
    Events,

    /// <summary>Events about the SDK itself.</summary>
    Diagnostics,

    /// <summary>Analytics events in the URL of an image.</summary>
    Picture,

    /// <summary>The second generation of the protocol, which is not served.</summary>
    SecondGeneration,
}
