namespace Confd.Backends.Redis.Watching;

/// <summary>Which changes a server tells: its setting <c>notify-keyspace-events</c>.</summary>
/// <param name="Setting">Letters, each a class of changes; <c>K</c> for messages by key, <c>A</c> for all classes.</param>
internal sealed record NotificationClasses(string Setting)
{
    // Of any key, strings, hashes, expiry, eviction: what changes a value that this backend reads.
    private const string Needed = "g$hxe";

    /// <summary>True where some change of a value is told by key.</summary>
    public bool TellsAny => Setting.Contains('K', StringComparison.Ordinal) && Missing.Length < Needed.Length;

    /// <summary>The classes that are not told; empty where nothing is missing.</summary>
    public string Missing => Setting.Contains('A', StringComparison.Ordinal)
        ? ""
        : string.Concat(Needed.Where(letter => !Setting.Contains(letter, StringComparison.Ordinal)));
}
