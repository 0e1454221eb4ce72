namespace Confd.Backends.ZooKeeper.Connections;

/// <summary>The data for resuming a session on another connection.</summary>
/// <param name="Id">Its number; 0 for none yet.</param>
/// <param name="Password">The session's password, issued by the server.</param>
/// <param name="LastZxid">The last known transaction: a server that does not have it yet must not respond.</param>
internal sealed record SessionIdentity(long Id, byte[] Password, long LastZxid)
{
    /// <summary>No session yet.</summary>
    public static SessionIdentity None { get; } = new(0, new byte[16], 0);

    /// <summary>Only its number: the password is a secret.</summary>
    public override string ToString() => Id.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
