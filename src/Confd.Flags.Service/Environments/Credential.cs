using Confd.Flags.Service.Revisions;

namespace Confd.Flags.Service.Environments;

/// <summary>The credential of a request: an environment, and which part of it is visible.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="Kind">The kind of credential.</param>
internal sealed record Credential(FlagEnvironment Environment, CredentialKind Kind)
{
    /// <summary>The flags that are visible.</summary>
    public FlagVisibility Visibility => Kind switch
    {
        CredentialKind.MobileKey => FlagVisibility.MobileKey,
        CredentialKind.EnvironmentId => FlagVisibility.EnvironmentId,
        _ => FlagVisibility.All,
    };
}
