using Confd.Shared;

namespace Confd.Flags.Storage;

/// <summary>A store cannot hold an item, also on retry. The stored item, if any, stays; other items are not affected.</summary>
public class FlagItemRefusedException : FlagStoreException
{
    /// <summary>Creates an exception for one item.</summary>
    public FlagItemRefusedException(string message, DataKind kind, string key, Exception? innerException = null)
        : base(message, innerException) => (Kind, Key) = (kind, key);

    /// <summary>Combines the exceptions for all items that a store rejected in one operation: the first one by kind and key, with a message
    /// that names the others too.</summary>
    /// <param name="refused">In any order.</param>
    /// <returns>Null where there is none; a single one as it is.</returns>
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
