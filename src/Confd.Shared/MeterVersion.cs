using System.Reflection;

namespace Confd.Shared;

/// <summary>The version of a meter, which OpenTelemetry shows as that of its scope.</summary>
internal static class MeterVersion
{
    /// <summary>The version of the type's assembly, without the commit.</summary>
    public static string? Of(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];
}
