namespace Confd.Backends.ZooKeeper.Protocol;

/// <summary>The errors of the protocol that are used here.</summary>
internal static class ErrorCode
{
    public const int Ok = 0;

    public const int NoNode = -101;

    public const int NoAuth = -102;

    public const int SessionExpired = -112;

    public const int AuthFailed = -115;

    public const int SessionMoved = -118;

    /// <summary>The message of the original's client, or the number.</summary>
    public static string Text(int code) => code switch
    {
        NoNode => "zk: node does not exist",
        NoAuth => "zk: not authenticated",
        SessionExpired => "zk: session has been expired by the server",
        AuthFailed => "zk: client authentication failed",
        SessionMoved => "zk: session moved to another server, so operation is ignored",
        _ => $"zk: error {code}",
    };
}
