using System.Collections.Concurrent;

namespace Confd.Flags.DynamoDb.Rows;

/// <summary>The invalid rows that have been reported: a table may be read every few seconds, and each row is logged once.
/// Thread-safe.</summary>
internal sealed class ReportedRows
{
    // An unlimited number of invalid rows must fill neither the memory nor the log: any beyond this number are not reported.
    private const int MaxKept = 10_000;

    private readonly ConcurrentDictionary<(string Namespace, string Key), string> _reported = new();

    /// <summary>Whether the row's problem differs from the one reported last.</summary>
    public bool IsNew(string @namespace, string key, string problem)
    {
        if (_reported.Count >= MaxKept && !_reported.ContainsKey((@namespace, key)))
        {
            return false;
        }

        var isNew = true;
        _reported.AddOrUpdate((@namespace, key), problem, (_, told) =>
        {
            isNew = told != problem;
            return problem;
        });
        return isNew;
    }

    /// <summary>Removes a row that has been read: its next problem is reported again.</summary>
    public void Forget(string @namespace, string key) => _reported.TryRemove((@namespace, key), out _);
}
