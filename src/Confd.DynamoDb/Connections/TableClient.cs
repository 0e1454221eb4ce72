using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Internal;
using Amazon.DynamoDBv2.Model;
using Amazon.DynamoDBv2.Model.Internal.MarshallTransformations;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Confd.Aws.Connections;
using Confd.DynamoDb.Responses;

namespace Confd.DynamoDb.Connections;

/// <summary>
/// The SDK's client without its own retries (<see cref="RetryLoop"/> decides, counts and reports them), and with support for responses that
/// are decoded directly.
/// </summary>
internal sealed class TableClient(AWSCredentials credentials, AmazonDynamoDBConfig config) : AmazonDynamoDBClient(credentials, config)
{
    public override Task<DescribeTableResponse> DescribeTableAsync(
        DescribeTableRequest request, CancellationToken cancellationToken = default) =>
        SendAsync<DescribeTableResponse>(
            request, DescribeTableRequestMarshaller.Instance, DescribeTableResponseUnmarshaller.Instance, cancellationToken);

    public override Task<BatchGetItemResponse> BatchGetItemAsync(
        BatchGetItemRequest request, CancellationToken cancellationToken = default) =>
        SendAsync<BatchGetItemResponse>(
            request, BatchGetItemRequestMarshaller.Instance, BatchGetItemResponseUnmarshaller.Instance, cancellationToken);

    public override Task<GetItemResponse> GetItemAsync(GetItemRequest request, CancellationToken cancellationToken = default) =>
        SendAsync<GetItemResponse>(
            request, GetItemRequestMarshaller.Instance, GetItemResponseUnmarshaller.Instance, cancellationToken);

    public override Task<QueryResponse> QueryAsync(QueryRequest request, CancellationToken cancellationToken = default) =>
        SendAsync<QueryResponse>(request, QueryRequestMarshaller.Instance, QueryResponseUnmarshaller.Instance, cancellationToken);

    /// <summary>Sends a request with a custom reader for its response.</summary>
    /// <remarks>The SDK sees a single response type: for each other one the runtime would compile the generic methods of the whole pipeline
    /// again, a tenth of the CPU time of a short run.</remarks>
    public async Task<T> SendAsync<T>(
        AmazonDynamoDBRequest request,
        IMarshaller<IRequest, AmazonWebServiceRequest> marshaller,
        ResponseUnmarshaller unmarshaller,
        CancellationToken cancellationToken)
        where T : AmazonWebServiceResponse
    {
        var options = new InvokeOptions { RequestMarshaller = marshaller, ResponseUnmarshaller = unmarshaller };
        return (T)await InvokeAsync<AmazonWebServiceResponse>(request, options, cancellationToken).ConfigureAwait(false);
    }

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        GuardedPipeline.Apply<AmazonDynamoDBAuthSchemeHandler>(pipeline, WireResponseShape.Rules);
    }
}
