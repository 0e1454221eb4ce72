using System.Reflection;

namespace Confd.Cli;

/// <summary>The version line.</summary>
internal static class BuildVersion
{
    /// <summary>The version alone, such as <c>0.41.0</c>.</summary>
    public static string Number => Parts[0];

    /// <summary>One line in the original's form: <c>confd VERSION (Git SHA: ..., .NET Version: ...)</c>.</summary>
    public static string Line
    {
        get
        {
            var parts = Parts;
            return $"confd {parts[0]} (Git SHA: {(parts.Length > 1 ? parts[1] : "")}, .NET Version: {Environment.Version})";
        }
    }

    // The SDK writes VERSION+COMMIT.
    private static string[] Parts =>
        typeof(BuildVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+', 2);
}
