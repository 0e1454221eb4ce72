using System.Buffers;
using Amazon.Runtime;
using Amazon.Runtime.Identity;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;
using Amazon.Runtime.Internal.Util;
using Confd.Shared.Digests;

namespace Confd.Aws.Signatures;

/// <summary>Signs requests with Signature Version 4: over TLS with the SDK, without TLS with this library's own hashes.</summary>
/// <remarks>The SDK uses OpenSSL for hashes. TLS needs that library anyway; for DynamoDB Local and other replacements of AWS, loading it
/// took a fifth of the CPU time of a short run and a tenth of its memory (docs/decisions/signatures.md).</remarks>
internal sealed class RequestSigner : AWS4Signer
{
    /// <summary>The only instance: it has no state.</summary>
    public static RequestSigner Instance { get; } = new();

    /// <summary>True for an address without TLS.</summary>
    public static bool SignsWithoutOpenSsl(Uri endpoint) => endpoint.Scheme == Uri.UriSchemeHttp;

    /// <inheritdoc/>
    public override void Sign(IRequest request, IClientConfig clientConfig, RequestMetrics metrics, BaseIdentity identity)
    {
        if (SignsWithoutOpenSsl(request.Endpoint) && identity is AWSCredentials credentials && IsOfJsonProtocol(request))
        {
            var keys = credentials.GetCredentials();
            var now = CorrectClockSkew.GetCorrectedUtcNowForEndpoint(request.Endpoint.ToString());
            request.Headers["Authorization"] = AuthorizationOf(request, clientConfig, keys, now);
            return;
        }

        base.Sign(request, clientConfig, metrics, identity);
    }

    /// <summary>The value of the header <c>Authorization</c>. Sets the headers of the request that belong to a signature.</summary>
    internal static string AuthorizationOf(IRequest request, IClientConfig clientConfig, ImmutableCredentials keys, DateTime now)
    {
        InitializeHeaders(request.Headers, request.Endpoint, now);
        var body = SumOfBody(request);
        request.Headers["X-Amz-Content-SHA256"] = body;
        request.DeterminedSigningRegion = DetermineSigningRegion(
            clientConfig, clientConfig.RegionEndpointServiceName, request.AlternateEndpoint, request);
        var service = string.IsNullOrEmpty(request.OverrideSigningServiceName)
            ? DetermineService(clientConfig, request)
            : request.OverrideSigningServiceName;
        var signature = new SignatureText(now, request.DeterminedSigningRegion, service);
        return signature.Authorization(request.HttpMethod, SortAndPruneHeaders(request.Headers), body, keys);
    }

    // A body in memory, sent to the root: all requests of this library. Other requests are signed by the SDK.
    private static bool IsOfJsonProtocol(IRequest request) =>
        request is { ResourcePath: null or "" or "/", UseQueryString: false, UseChunkEncoding: false, Endpoint.AbsolutePath: "/" }
        && request.Parameters.Count == 0
        && request.SubResources.Count == 0
        && (request.ContentStream is { CanSeek: true } || request is { ContentStream: null, Content: not null });

    private static string SumOfBody(IRequest request)
    {
        if (request.ContentStream is not { } stream)
        {
            return Sha256Sum.Compute(request.Content);
        }

        var start = stream.Position;
        var length = checked((int)(stream.Length - start));
        var bytes = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            stream.ReadExactly(bytes, 0, length);
            stream.Position = start;
            return Sha256Sum.Compute(bytes.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
