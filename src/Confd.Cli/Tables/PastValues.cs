using Confd.DynamoDb.History;

namespace Confd.Cli.Tables;

/// <summary>How values of the past are shown.</summary>
internal static class PastValues
{
    /// <summary>A line such as <c>ls --values</c> prints.</summary>
    public static string Line(string key, KeyState state) => state.Kind switch
    {
        KeyStateKind.Text => KeyValueLines.Format(key, state.Text!),
        KeyStateKind.Other => $"{key} (not a string)",
        KeyStateKind.Absent => $"{key} (not there)",
        _ => $"{key} (not known)",
    };
}
