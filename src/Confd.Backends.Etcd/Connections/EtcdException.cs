using Confd.Shared;

namespace Confd.Backends.Etcd.Connections;

/// <summary>A call failed for good.</summary>
/// <param name="failure">Why.</param>
/// <param name="node">The node that was asked last.</param>
/// <param name="attempts">How many times it was tried, whichever node was asked.</param>
/// <param name="cause">What the client said.</param>
internal sealed class EtcdException(EtcdFailure failure, Uri node, int attempts, Exception cause) : Exception(failure.Reason, cause)
{
    public EtcdFailure Failure => failure;

    /// <summary>The node that was asked last.</summary>
    public Uri Node => node;

    /// <summary>The failure for whoever uses the backend.</summary>
    /// <param name="what">What failed by it, such as <c>reading /a</c>.</param>
    public KeyBackendException Of(string what)
    {
        var tries = AttemptText.Count(attempts);
        return new KeyBackendException(
            $"{what} failed: {failure.Reason} (etcd at {node.GetLeftPart(UriPartial.Authority)}, {tries}){failure.Hint}", this);
    }
}
