namespace Confd.Flags.Model;

/// <summary>Which client-side SDKs may see a flag. Evaluation ignores it.</summary>
/// <param name="UsingMobileKey">Visible to SDKs that use a mobile key.</param>
/// <param name="UsingEnvironmentId">Visible to SDKs that use a client-side environment id.</param>
public sealed record ClientSideAvailability(bool UsingMobileKey, bool UsingEnvironmentId);
