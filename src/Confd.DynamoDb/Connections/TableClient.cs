using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Confd.Aws.Connections;
using Confd.DynamoDb.Answers;

namespace Confd.DynamoDb.Connections;

/// <summary>
/// The SDK's client with its own retries taken out (<see cref="RetryLoop"/> decides, counts and reports them), and open to answers that are
/// decoded directly.
/// </summary>
internal sealed class TableClient(AWSCredentials credentials, AmazonDynamoDBConfig config) : AmazonDynamoDBClient(credentials, config)
{
    /// <summary>Sends a request with a reader of one's own for its answer.</summary>
    public Task<T> SendAsync<T>(AmazonDynamoDBRequest request, InvokeOptions options, CancellationToken cancellationToken)
        where T : AmazonWebServiceResponse, new() =>
        InvokeAsync<T>(request, options, cancellationToken);

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        GuardedPipeline.Apply(pipeline, AnswerShape.Rules);
    }
}
