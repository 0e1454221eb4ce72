using Amazon.Runtime.Internal;
using Confd.Aws.Requests;
using Confd.Aws.Responses;
using Confd.Aws.Signatures;

namespace Confd.Aws.Connections;

/// <summary>Configures the pipeline of an SDK client for this library: for its <c>CustomizeRuntimePipeline</c>.</summary>
public static class GuardedPipeline
{
    /// <summary>As the other overload, for a client of a package of the SDK.</summary>
    /// <typeparam name="TAuthScheme">The handler in its pipeline that selects the signature: it is replaced by a signer that needs no
    /// OpenSSL for addresses without TLS.</typeparam>
    /// <param name="pipeline">The client's pipeline.</param>
    /// <param name="rules">The rules for the service's responses.</param>
    public static void Apply<TAuthScheme>(RuntimePipeline pipeline, ResponseRules rules)
        where TAuthScheme : BaseAuthResolverHandler
    {
        pipeline.ReplaceHandler<TAuthScheme>(new SignatureHandler());
        Apply(pipeline, rules);
    }

    /// <summary>
    /// Removes the SDK's retries (<see cref="RequestLoop"/> decides, counts and reports them), except for changed credentials and a
    /// corrected clock, waits for credentials no longer than the request may take, and accepts only valid responses of the service.
    /// </summary>
    /// <param name="pipeline">The client's pipeline.</param>
    /// <param name="rules">The rules for the service's responses.</param>
    public static void Apply(RuntimePipeline pipeline, ResponseRules rules)
    {
        pipeline.ReplaceHandler<RetryHandler>(new RetryHandler(new SingleRetryPolicy()));

        // Removes unused handlers: events, timings, compression, checksums and discovered addresses. The runtime compiles the method of
        // each handler again, which delays a short run.
        pipeline.RemoveHandler<ErrorCallbackHandler>();
        while (pipeline.Handlers.OfType<CallbackHandler>().Any())
        {
            pipeline.RemoveHandler<CallbackHandler>();
        }

        pipeline.RemoveHandler<MetricsHandler>();
        pipeline.RemoveHandler<CompressionHandler>();
        pipeline.RemoveHandler<ChecksumHandler>();
        pipeline.RemoveHandler<EndpointDiscoveryHandler>();

        pipeline.AddHandlerAfter<SignatureHandler>(new CredentialHandler());
        pipeline.AddHandlerAfter<Unmarshaller>(new ResponseGuard(rules));
    }
}
