namespace Confd.Flags.Service.Environments;

/// <summary>How a client identifies its environment, and what that makes visible.</summary>
internal enum CredentialKind
{
    /// <summary>LaunchDarkly's SDK key: a secret of servers, which see everything.</summary>
    SdkKey,

    /// <summary>LaunchDarkly's mobile key: values of the flags that mobile SDKs may see.</summary>
    MobileKey,

    /// <summary>LaunchDarkly's client-side id, which is public: values of the flags that browsers may see.</summary>
    EnvironmentId,

    /// <summary>A secret of OFREP's clients on servers: values of all flags.</summary>
    OfrepKey,
}
