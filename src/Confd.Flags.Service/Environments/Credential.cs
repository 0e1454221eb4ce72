using Confd.Flags.Service.Revisions;

namespace Confd.Flags.Service.Environments;

/// <summary>Who asks: an environment, and how much of it may be seen.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="Kind">What was shown.</param>
internal sealed record Credential(FlagEnvironment Environment, CredentialKind Kind)
{
    /// <summary>The flags that may be seen.</summary>
    public FlagVisibility Visibility => Kind switch
    {
        CredentialKind.MobileKey => FlagVisibility.MobileKey,
        CredentialKind.EnvironmentId => FlagVisibility.EnvironmentId,
        _ => FlagVisibility.All,
    };
}
