using Amazon.Runtime.Internal;
using Confd.Aws.Answers;
using Confd.Aws.Requests;
using Confd.Aws.Signatures;

namespace Confd.Aws.Connections;

/// <summary>Makes an SDK client one of ours: for its <c>CustomizeRuntimePipeline</c>.</summary>
public static class GuardedPipeline
{
    /// <summary>As the other, for a client of a package of the SDK.</summary>
    /// <typeparam name="TAuthScheme">What chooses the signature in its pipeline: a signer that needs no OpenSSL for addresses without TLS
    /// takes its place.</typeparam>
    /// <param name="pipeline">The client's.</param>
    /// <param name="rules">What the service's answers are like.</param>
    public static void Apply<TAuthScheme>(RuntimePipeline pipeline, AnswerRules rules)
        where TAuthScheme : BaseAuthResolverHandler
    {
        pipeline.ReplaceHandler<TAuthScheme>(new SignatureHandler());
        Apply(pipeline, rules);
    }

    /// <summary>
    /// Takes the SDK's retries out (<see cref="RequestLoop"/> decides, counts and reports them), but for other credentials and a corrected
    /// clock, and lets only answers through that are the service's.
    /// </summary>
    /// <param name="pipeline">The client's.</param>
    /// <param name="rules">What the service's answers are like.</param>
    public static void Apply(RuntimePipeline pipeline, AnswerRules rules)
    {
        pipeline.ReplaceHandler<RetryHandler>(new RetryHandler(new OnceMorePolicy()));

        // Events of a client to which nobody listens here, timings that nobody reads, compression, checksums and discovered addresses that
        // these services do without. The runtime prepares the method of each handler anew, while a short run waits.
        pipeline.RemoveHandler<ErrorCallbackHandler>();
        while (pipeline.Handlers.OfType<CallbackHandler>().Any())
        {
            pipeline.RemoveHandler<CallbackHandler>();
        }

        pipeline.RemoveHandler<MetricsHandler>();
        pipeline.RemoveHandler<CompressionHandler>();
        pipeline.RemoveHandler<ChecksumHandler>();
        pipeline.RemoveHandler<EndpointDiscoveryHandler>();

        pipeline.AddHandlerAfter<Unmarshaller>(new AnswerGuard(rules));
    }
}
