using System.Reflection;

namespace Confd.Cli;

/// <summary>The version line.</summary>
internal static class BuildVersion
{
    /// <summary>One line in the original's form: <c>confd VERSION (Git SHA: ..., .NET Version: ...)</c>.</summary>
    public static string Line
    {
        get
        {
            // The SDK writes VERSION+COMMIT.
            var informational = typeof(BuildVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
            var parts = informational.Split('+', 2);
            return $"confd {parts[0]} (Git SHA: {(parts.Length > 1 ? parts[1] : "")}, .NET Version: {Environment.Version})";
        }
    }
}
