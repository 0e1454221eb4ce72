namespace Confd.Aws.Connections;

/// <summary>Environment variables as the AWS tools read them: an empty one is not set.</summary>
internal static class EnvironmentText
{
    /// <summary>The value of a variable of the process; null where it is not set, or empty.</summary>
    public static string? Find(string name) => Find(name, Environment.GetEnvironmentVariable);

    /// <summary>The value of a variable; null where it is not set, or empty.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="environment">Reads one variable.</param>
    public static string? Find(string name, Func<string, string?> environment) => environment(name) is { Length: > 0 } text ? text : null;
}
