namespace Confd.Backends.ZooKeeper.Protocol;

/// <summary>ZooKeeper's metadata of a node, as far as confd needs them.</summary>
/// <param name="Modified">The transaction of the last write of its data.</param>
/// <param name="ChildrenModified">The transaction in which a child was last added or removed.</param>
/// <param name="ChildCount">The number of its children.</param>
internal readonly record struct NodeStat(long Modified, long ChildrenModified, int ChildCount)
{
    /// <summary>Reads the metadata.</summary>
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
