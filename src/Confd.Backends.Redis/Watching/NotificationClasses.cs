namespace Confd.Backends.Redis.Watching;

/// <summary>The changes that a server reports: its setting <c>notify-keyspace-events</c>.</summary>
/// <param name="Setting">Letters, each a class of changes; <c>K</c> for messages by key, <c>A</c> for all classes.</param>
internal sealed record NotificationClasses(string Setting)
{
    // Generic commands, strings, hashes, expiry, eviction: the changes of values that this backend reads.
    private const string Needed = "g$hxe";

    /// <summary>True where some changes of values are reported by key.</summary>
    public bool ReportsAny => Setting.Contains('K', StringComparison.Ordinal) && Missing.Length < Needed.Length;

    /// <summary>The classes that are not reported; empty where none is missing.</summary>
    public string Missing => Setting.Contains('A', StringComparison.Ordinal)
        ? ""
        : string.Concat(Needed.Where(letter => !Setting.Contains(letter, StringComparison.Ordinal)));
}
