namespace Confd.Backends.Etcd.Connections;

/// <summary>A call failed for good.</summary>
internal sealed class EtcdException(EtcdFailure failure, Uri node, Exception cause) : Exception(failure.Reason, cause)
{
    public EtcdFailure Failure => failure;

    /// <summary>The node that was asked last.</summary>
    public Uri Node => node;
}
