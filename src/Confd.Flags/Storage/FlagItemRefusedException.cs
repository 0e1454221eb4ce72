using Confd.Shared;

namespace Confd.Flags.Storage;

/// <summary>A store cannot hold an item, today or tomorrow. What was stored of it before, if anything, is still there; other items are not
/// concerned.</summary>
public class FlagItemRefusedException : FlagStoreException
{
    /// <summary>Makes an exception for one item.</summary>
    public FlagItemRefusedException(string message, DataKind kind, string key, Exception? innerException = null)
        : base(message, innerException) => (Kind, Key) = (kind, key);

    /// <summary>One exception for all items that a store refused in one go: that of the first by kind and key, whose message names the
    /// others too.</summary>
    /// <param name="refused">In any order.</param>
    /// <returns>Null where there is none; the one itself where there is no other.</returns>
    public static FlagItemRefusedException? ForAll(IEnumerable<FlagItemRefusedException> refused)
    {
        const int MaxNames = 20;
        FlagItemRefusedException[] all =
        [
            .. refused.OrderBy(item => item.Kind.Name, StringComparer.Ordinal).ThenBy(item => item.Key, StringComparer.Ordinal),
        ];
        if (all.Length <= 1)
        {
            return all.FirstOrDefault();
        }

        string[] others = [.. all.Skip(1).Select(item => $"'{item.Key}' in '{item.Kind}'")];
        var message = $"{all[0].Message}; nor can it hold {Excerpt.Of(others, MaxNames)}";
        return all[0] is FlagItemTooLargeException large
            ? new FlagItemTooLargeException(message, large.Kind, large.Key, large.SizeBytes)
            : new FlagItemRefusedException(message, all[0].Kind, all[0].Key, all[0]);
    }

    /// <summary>The item's kind.</summary>
    public DataKind Kind { get; }

    /// <summary>The item's key.</summary>
    public string Key { get; }
}
