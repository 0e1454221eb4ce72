namespace Confd.Flags.Service.LaunchDarkly;

/// <summary>What a path of LaunchDarkly's SDKs asks for.</summary>
internal enum SdkTarget
{
    /// <summary>Everything, and every change from then on.</summary>
    Stream,

    /// <summary>All flags, and every change of one from then on.</summary>
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

    /// <summary>A ping at every change.</summary>
    Pings,

    /// <summary>Goals of experiments on pages: there are none.</summary>
    Goals,

    /// <summary>Analytics events.</summary>
    Events,

    /// <summary>Events about the SDK itself.</summary>
    Diagnostics,

    /// <summary>Analytics events in the address of a picture.</summary>
    Picture,

    /// <summary>The second generation of the protocol, which is not served.</summary>
    SecondGeneration,
}
