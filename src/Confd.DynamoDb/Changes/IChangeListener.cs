using Confd.DynamoDb.Streams;

namespace Confd.DynamoDb.Changes;

/// <summary>Hears what happens to a table, whichever way it is followed. Calls never overlap.</summary>
internal interface IChangeListener
{
    /// <summary>Changes, for each item in their order; at least one.</summary>
    void OnRecords(IReadOnlyList<StreamRecord> records);

    /// <summary>Changes were missed, or may have been; what comes from now on is heard again.</summary>
    void OnGap();

    /// <summary>The table cannot be followed any more. The last call.</summary>
    void OnFailed(Exception failure);
}
