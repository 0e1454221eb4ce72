namespace Confd.Flags.Service.Revisions;

/// <summary>Which flags are visible to a client. The others are still evaluated as prerequisites.</summary>
internal enum FlagVisibility
{
    All,
    MobileKey,
    EnvironmentId,
}
