using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Confd.Aws.Connections;
using Confd.Aws.Responses;
using Confd.Aws.Signatures;
using Confd.Shared;

namespace Confd.Aws.Json;

/// <summary>
/// A client for a service of the JSON protocol without a separate package: the SDK's signing, credentials, proxies and clock, and responses
/// as JSON.
/// </summary>
/// <remarks>Thread-safe. Dispose it last.</remarks>
public sealed class AwsJsonClient : AmazonServiceClient
{
    // Health checks must be fast.
    private const int RefusalsOfHealthChecks = 3;

    private readonly AwsService _service;
    private readonly ServiceRequestLoop _loop;
    private readonly ServiceRequestLoop _asking;

    private AwsJsonClient(AWSCredentials credentials, AwsJsonConfig config, AwsService service, AwsJsonOptions options)
        : base(credentials, config)
    {
        _service = service;
        _loop = new ServiceRequestLoop(service, options);
        var refusals = Math.Min(options.Retry.MaxRefusedConnections ?? RefusalsOfHealthChecks, RefusalsOfHealthChecks);
        _asking = new ServiceRequestLoop(service, options with { Retry = options.Retry with { MaxRefusedConnections = refusals } });
    }

    /// <summary>Creates a client. Sends no request.</summary>
    /// <param name="service">The service.</param>
    /// <param name="connection">Credentials and region.</param>
    /// <param name="endpoint">The endpoint in place of the region's own; null for that: see <see cref="EndpointOf"/>.</param>
    /// <param name="options">Retries, clock and log.</param>
    public static AwsJsonClient Create(AwsService service, AwsConnection connection, Uri? endpoint, AwsJsonOptions options)
    {
        var config = new AwsJsonConfig(service);
        connection.Configure(config, endpoint);
        if (endpoint is null)
        {
            config.ServiceURL = config.AddressIn(connection.Region).AbsoluteUri;
            config.AuthenticationRegion = connection.Region;
        }

        options.Validate();
        return new AwsJsonClient(connection.Credentials, config, service, options);
    }

    /// <summary>The endpoint that options or the environment define for a service in place of its own; null for none.</summary>
    /// <exception cref="AwsException">The value of a variable is not a URL.</exception>
    public static Uri? EndpointOf(AwsService service, AwsConnectionOptions options) =>
        options.Endpoint ?? EndpointOverride.Find(service.LocalName, service.EndpointName, options.Environment);

    /// <summary>Sends a request until it succeeds, cannot succeed, or its time is up.</summary>
    /// <param name="operation">The service's name of the operation: <c>GetParameter</c>.</param>
    /// <param name="writeBody">Writes the members of the request's object.</param>
    /// <param name="member">A member that every response has, empty or not; null for none.</param>
    /// <param name="kind">The kind of that member.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The response's object.</returns>
    /// <exception cref="AwsException">It failed permanently.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled before any attempt had failed.</exception>
    public Task<JsonElement> SendAsync(
        string operation, Action<Utf8JsonWriter> writeBody, string? member, JsonValueKind kind, CancellationToken cancellationToken) =>
        RunAsync(_loop, operation, writeBody, member, kind, cancellationToken);

    /// <summary>As <see cref="SendAsync"/>, for health checks: fails after few refused connections.</summary>
    /// <exception cref="AwsException">It failed permanently.</exception>
    public Task<JsonElement> AskAsync(
        string operation, Action<Utf8JsonWriter> writeBody, string? member, JsonValueKind kind, CancellationToken cancellationToken) =>
        RunAsync(_asking, operation, writeBody, member, kind, cancellationToken);

    /// <inheritdoc/>
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        pipeline.RemoveHandler<Amazon.Runtime.Internal.EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new AddressHandler());
        pipeline.AddHandlerAfter<AddressHandler>(new SignatureHandler());

        // Called by the base class's constructor: the service is not set yet.
        var name = ((AwsJsonConfig)Config).ServiceId;
        GuardedPipeline.Apply(pipeline, new ResponseRules(name, MaxMegabytes: 16, FindFault));
    }

    private Task<JsonElement> RunAsync(
        ServiceRequestLoop loop,
        string operation,
        Action<Utf8JsonWriter> writeBody,
        string? member,
        JsonValueKind kind,
        CancellationToken cancellationToken)
    {
        var body = BodyOf(writeBody);
        var invoke = new InvokeOptions
        {
            RequestMarshaller = AwsJsonRequest.Marshaller.Instance,
            ResponseUnmarshaller = AwsJsonResponse.Unmarshaller.Instance,
        };
        return loop.RunAsync(
            operation,
            async token =>
            {
                var request = new AwsJsonRequest(_service, operation, body, member, kind);
                return (await InvokeAsync<AwsJsonResponse>(request, invoke, token).ConfigureAwait(false)).Body;
            },
            cancellationToken);
    }

    private static byte[] BodyOf(Action<Utf8JsonWriter> writeBody) => WrittenJson.Of(writer =>
    {
        writer.WriteStartObject();
        writeBody(writer);
        writer.WriteEndObject();
    }).ToArray();

    private static string? FindFault(string operation, AmazonWebServiceRequest? request, ReadOnlySpan<byte> body) =>
        ((AwsJsonRequest)request!).FindFault(body);

    private sealed class AddressHandler : BaseEndpointResolver
    {
        protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext) => new PlainParameters();

        protected override void ServiceSpecificHandler(IExecutionContext executionContext, EndpointParameters parameters)
        {
        }

        private sealed class PlainParameters : EndpointParameters;
    }
}
