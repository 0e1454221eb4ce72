namespace Confd.Backends.ZooKeeper.Protocol;

/// <summary>What ZooKeeper knows about a node, as far as confd needs it.</summary>
/// <param name="Modified">The transaction that wrote its data last.</param>
/// <param name="ChildrenModified">The transaction that added or removed a child last.</param>
/// <param name="ChildCount">How many children it has.</param>
internal readonly record struct NodeStat(long Modified, long ChildrenModified, int ChildCount)
{
    /// <summary>Reads one.</summary>
    /// <exception cref="InvalidDataException">The frame is too short.</exception>
    public static NodeStat Read(ref JuteReader reader)
    {
        reader.ReadLong(); // when it was made: transaction
        var modified = reader.ReadLong();
        reader.ReadLong(); // when it was made: time
        reader.ReadLong(); // when it was written: time
        reader.ReadInt(); // versions of data, children and rights
        reader.ReadInt();
        reader.ReadInt();
        reader.ReadLong(); // the session that it ends with
        reader.ReadInt(); // length of its data
        var children = reader.ReadInt();
        return new NodeStat(modified, reader.ReadLong(), children);
    }
}
