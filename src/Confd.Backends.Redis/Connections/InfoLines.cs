namespace Confd.Backends.Redis.Connections;

/// <summary>Parses the responses of <c>INFO</c> and <c>CLUSTER INFO</c>: lines of <c>NAME:VALUE</c>.</summary>
internal static class InfoLines
{
    /// <summary>The value of a line; null where there is none with this name.</summary>
    public static string? Find(string answer, string name) =>
        answer.Split('\n').FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.Ordinal)) is { } line
            ? line[(name.Length + 1)..].Trim()
            : null;
}
