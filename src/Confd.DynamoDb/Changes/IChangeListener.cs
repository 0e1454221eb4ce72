using Confd.DynamoDb.Streams;

namespace Confd.DynamoDb.Changes;

/// <summary>Receives the changes of a table, whichever way it is followed. Calls never overlap.</summary>
internal interface IChangeListener
{
    /// <summary>Changes, in order for each item; at least one.</summary>
    void OnRecords(IReadOnlyList<StreamRecord> records);

    /// <summary>The source was read, whether it had changes or not.</summary>
    /// <param name="rounds">The rounds over the table's stream that have ended. One begins after the one before it has ended, and when it
    /// ends, all changes from before its start have been reported.</param>
    void OnRounds(long rounds);

    /// <summary>Changes were missed, or may have been; changes from now on are reported.</summary>
    void OnGap();

    /// <summary>The table can no longer be followed. The last call.</summary>
    void OnFailed(Exception failure);
}
