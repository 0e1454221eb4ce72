namespace Confd.Backends.Etcd.Connections;

/// <summary>What can be done about a failure.</summary>
internal enum EtcdFailureKind
{
    /// <summary>None: rejected, or malformed.</summary>
    Final,

    /// <summary>Retry with another node, or later.</summary>
    Transient,

    /// <summary>Authenticate again.</summary>
    TokenExpired,

    /// <summary>Start from a newer revision.</summary>
    Compacted,

    /// <summary>Request less at a time.</summary>
    TooBig,
}
