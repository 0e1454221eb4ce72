namespace Confd.Backends.Etcd.Connections;

/// <summary>What helps against a failure.</summary>
internal enum EtcdFailureKind
{
    /// <summary>Nothing: refused, or malformed.</summary>
    Final,

    /// <summary>Another node, or some time.</summary>
    MayPass,

    /// <summary>To log in anew.</summary>
    TokenExpired,

    /// <summary>To start from a newer revision.</summary>
    Compacted,

    /// <summary>To ask for less at a time.</summary>
    TooBig,
}
