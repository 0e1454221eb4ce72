using System.Collections.Concurrent;

namespace Confd.Flags.DynamoDb.Rows;

/// <summary>Which broken rows people have heard of: a table may be read every few seconds, and each row is worth one line. Safe to share
/// between threads.</summary>
internal sealed class ToldRows
{
    // Whoever breaks ever other rows is to fill neither the memory with their names nor the log: of more, nothing is said.
    private const int MostKept = 10_000;

    private readonly ConcurrentDictionary<(string Namespace, string Key), string> _told = new();

    /// <summary>Whether this was not said of the row the last time.</summary>
    public bool IsNew(string @namespace, string key, string problem)
    {
        if (_told.Count >= MostKept && !_told.ContainsKey((@namespace, key)))
        {
            return false;
        }

        var isNew = true;
        _told.AddOrUpdate((@namespace, key), problem, (_, told) =>
        {
            isNew = told != problem;
            return problem;
        });
        return isNew;
    }

    /// <summary>The row has been read: should it break once more, that is new.</summary>
    public void Forget(string @namespace, string key) => _told.TryRemove((@namespace, key), out _);
}
