namespace Confd.Cli.Flags.Authoring;

/// <summary>What messages call an environment of flags.</summary>
internal static class EnvironmentName
{
    public static string Of(string table, string? prefix) =>
        string.IsNullOrEmpty(prefix) ? $"table {table}" : $"the prefix {prefix} of table {table}";
}
