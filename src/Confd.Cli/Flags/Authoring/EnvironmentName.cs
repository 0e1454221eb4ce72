namespace Confd.Cli.Flags.Authoring;

/// <summary>The name of an environment of flags in messages.</summary>
internal static class EnvironmentName
{
    public static string Of(string table, string? prefix) =>
        string.IsNullOrEmpty(prefix) ? $"table {table}" : $"the prefix {prefix} of table {table}";
}
