using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.DynamoDBv2.Model.Internal.MarshallTransformations;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Confd.DynamoDb.Answers;
using Confd.DynamoDb.Reading;

namespace Confd.DynamoDb.Connections;

/// <summary>
/// The SDK's client with its own retries taken out (<see cref="RetryLoop"/> decides, counts and reports them), and with Scan and Query that
/// decode items directly.
/// </summary>
internal sealed class TableClient(AWSCredentials credentials, AmazonDynamoDBConfig config) : AmazonDynamoDBClient(credentials, config)
{
    /// <summary>One page of a Scan.</summary>
    public Task<ItemPage> ScanItemsAsync(ScanRequest request, ItemPageUnmarshaller unmarshaller, CancellationToken cancellationToken) =>
        InvokeAsync<ItemPage>(
            request,
            new InvokeOptions { RequestMarshaller = ScanRequestMarshaller.Instance, ResponseUnmarshaller = unmarshaller },
            cancellationToken);

    /// <summary>One page of a Query.</summary>
    public Task<ItemPage> QueryItemsAsync(QueryRequest request, ItemPageUnmarshaller unmarshaller, CancellationToken cancellationToken) =>
        InvokeAsync<ItemPage>(
            request,
            new InvokeOptions { RequestMarshaller = QueryRequestMarshaller.Instance, ResponseUnmarshaller = unmarshaller },
            cancellationToken);

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        pipeline.ReplaceHandler<RetryHandler>(new RetryHandler(new OnceMorePolicy()));
        pipeline.AddHandlerAfter<Unmarshaller>(new AnswerGuard());
    }
}
