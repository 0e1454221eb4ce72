using Confd.Toml;

namespace Confd.Engine.Documents;

/// <summary>Formats an error of TOML in the words of the original, followed by the position in the form that editors and terminals
/// open.</summary>
internal static class TomlProblem
{
    /// <summary>Returns <c>toml: line LINE: REASON (PATH:LINE:COLUMN)</c>.</summary>
    public static string Describe(TomlException problem) =>
        $"toml: line {problem.Line}: {problem.Reason} ({problem.Path}:{problem.Position})";
}
