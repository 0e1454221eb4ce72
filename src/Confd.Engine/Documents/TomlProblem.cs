using Confd.Toml;

namespace Confd.Engine.Documents;

/// <summary>Broken TOML in the words of the original, with the place behind it in the form that editors and terminals open.</summary>
internal static class TomlProblem
{
    /// <summary>Answers <c>toml: line LINE: REASON (PATH:LINE:COLUMN)</c>.</summary>
    public static string Describe(TomlException problem) =>
        $"toml: line {problem.Line}: {problem.Reason} ({problem.Path}:{problem.Position})";
}
