using Confd.DynamoDb.Streams;

namespace Confd.DynamoDb.Changes;

/// <summary>Hears what happens on a stream. Calls never overlap.</summary>
internal interface IChangeListener
{
    /// <summary>Changes, in the order of the stream; at least one.</summary>
    void OnRecords(IReadOnlyList<StreamRecord> records);

    /// <summary>Changes were missed; what comes from now on is heard again.</summary>
    void OnGap();

    /// <summary>The stream cannot be followed any more. The last call.</summary>
    void OnFailed(Exception failure);
}
