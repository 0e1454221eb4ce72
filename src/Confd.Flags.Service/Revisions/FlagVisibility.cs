namespace Confd.Flags.Service.Revisions;

/// <summary>Which flags a client sees. The others still count as prerequisites.</summary>
internal enum FlagVisibility
{
    All,
    MobileKey,
    EnvironmentId,
}
