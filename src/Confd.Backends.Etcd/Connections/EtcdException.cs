using Confd.Shared;

namespace Confd.Backends.Etcd.Connections;

/// <summary>A call failed permanently.</summary>
/// <param name="failure">The failure.</param>
/// <param name="node">The node of the last attempt.</param>
/// <param name="attempts">The number of attempts, on all nodes.</param>
/// <param name="cause">The client's exception.</param>
internal sealed class EtcdException(EtcdFailure failure, Uri node, int attempts, Exception cause) : Exception(failure.Reason, cause)
{
    public EtcdFailure Failure => failure;

    /// <summary>The node of the last attempt.</summary>
    public Uri Node => node;

    /// <summary>The exception for users of the backend.</summary>
    /// <param name="what">The operation that failed, such as <c>reading /a</c>.</param>
    public KeyBackendException Of(string what)
    {
        var tries = AttemptText.Count(attempts);
        return new KeyBackendException(
            $"{what} failed: {failure.Reason} (etcd at {node.GetLeftPart(UriPartial.Authority)}, {tries}){failure.Hint}", this);
    }
}
