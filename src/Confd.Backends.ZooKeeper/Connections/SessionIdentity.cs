namespace Confd.Backends.ZooKeeper.Connections;

/// <summary>What a session is continued with on another connection.</summary>
/// <param name="Id">Its number; 0 for none yet.</param>
/// <param name="Password">The server's proof of it.</param>
/// <param name="LastZxid">The last transaction that was seen: a server that is behind it must not answer.</param>
internal sealed record SessionIdentity(long Id, byte[] Password, long LastZxid)
{
    /// <summary>No session yet.</summary>
    public static SessionIdentity None { get; } = new(0, new byte[16], 0);

    /// <summary>Its number alone: the password is a secret.</summary>
    public override string ToString() => Id.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
