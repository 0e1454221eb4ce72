using System.Text.Json;
using Amazon;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Internal;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Endpoints.StandardLibrary;
using Confd.Aws;
using Confd.Aws.Connections;
using Confd.DynamoDb.Connections;
using Confd.DynamoDb.Responses;
using Confd.Shared;

namespace Confd.DynamoDb.Streams;

/// <summary>The three operations of DynamoDB Streams that are needed to follow a table.</summary>
/// <remarks>
/// The SDK has them in a separate package. They share protocol, signature and service name with DynamoDB, so its client sends them; only
/// the endpoint differs (<c>streams.dynamodb.REGION</c>).
/// </remarks>
internal sealed class StreamsClient(AWSCredentials credentials, AmazonDynamoDBConfig config) : AmazonDynamoDBClient(credentials, config)
{
    /// <summary>Creates a client. Sends no request.</summary>
    /// <exception cref="DynamoDbException">The environment's endpoint for streams is not a URL, or cannot be combined with its other
    /// settings.</exception>
    public static StreamsClient Create(DynamoConnection connection)
    {
        try
        {
            var endpoint = connection.FindStreamEndpoint();
            var config = connection.Aws.Configure(new AmazonDynamoDBConfig(), endpoint);
            if (endpoint is null)
            {
                // DynamoDB's rules have no hosts of streams, and refuse the variants beside an address.
                config.ServiceURL = AddressIn(connection.Region, config.UseFIPSEndpoint, config.UseDualstackEndpoint);
                config.AuthenticationRegion = connection.Region;
                config.UseFIPSEndpoint = false;
                config.UseDualstackEndpoint = false;
            }

            return new StreamsClient(connection.Aws.Credentials, config);
        }
        catch (AwsException failed)
        {
            throw new DynamoDbException(FailureClassifier.Of(failed.Failure), failed.Message, failed);
        }
    }

    /// <summary>One page of a stream's shards.</summary>
    /// <param name="streamArn">The stream.</param>
    /// <param name="afterShardId">The last shard of the page before; null for the first page.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public async Task<StreamPage> DescribeStreamAsync(string streamArn, string? afterShardId, CancellationToken cancellationToken)
    {
        var body = await SendAsync("DescribeStream", [("StreamArn", streamArn), ("ExclusiveStartShardId", afterShardId)], cancellationToken)
            .ConfigureAwait(false);
        return StreamPage.Read(body.GetProperty("StreamDescription"));
    }

    /// <summary>A position in a shard.</summary>
    /// <param name="streamArn">The stream.</param>
    /// <param name="shardId">The shard.</param>
    /// <param name="position">Where to start.</param>
    /// <param name="sequenceNumber">The record to start after, for <see cref="ShardPosition.AfterSequenceNumber"/>.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public async Task<string> GetShardIteratorAsync(
        string streamArn, string shardId, ShardPosition position, string? sequenceNumber, CancellationToken cancellationToken)
    {
        var type = position switch
        {
            ShardPosition.Latest => "LATEST",
            ShardPosition.TrimHorizon => "TRIM_HORIZON",
            _ => "AFTER_SEQUENCE_NUMBER",
        };
        var body = await SendAsync(
            "GetShardIterator",
            [("StreamArn", streamArn), ("ShardId", shardId), ("ShardIteratorType", type), ("SequenceNumber", sequenceNumber)],
            cancellationToken).ConfigureAwait(false);
        return body.GetProperty("ShardIterator").GetString()!;
    }

    /// <summary>The records at a position, up to 1 MB or 1000, and the position after them; null: the shard has ended.</summary>
    public async Task<RecordPage> GetRecordsAsync(string iterator, CancellationToken cancellationToken) =>
        RecordPage.Read(await SendAsync("GetRecords", [("ShardIterator", iterator)], cancellationToken).ConfigureAwait(false));

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        GuardedPipeline.Apply<AmazonDynamoDBAuthSchemeHandler>(pipeline, WireResponseShape.Rules);
    }

    /// <summary>The region's own address, by AWS's rules for DynamoDB Streams.</summary>
    public static string AddressIn(string region, bool isFips, bool isDualStack)
    {
        var partition = RegionEndpoint.GetBySystemName(region);
        var isFipsName = isFips && (isDualStack || partition.PartitionName != "aws-us-gov");
        return isDualStack
            ? $"https://streams-dynamodb{(isFipsName ? "-fips" : "")}.{region}.{Fn.Partition(region).dualStackDnsSuffix}"
            : $"https://streams.dynamodb{(isFipsName ? "-fips" : "")}.{region}.{partition.PartitionDnsSuffix}";
    }

    private async Task<JsonElement> SendAsync(string operation, (string Name, string? Value)[] members, CancellationToken cancellationToken)
    {
        var body = WrittenJson.Of(writer =>
        {
            writer.WriteStartObject();
            foreach (var (name, value) in members)
            {
                if (value is not null)
                {
                    writer.WriteString(name, value);
                }
            }

            writer.WriteEndObject();
        });
        var options = new InvokeOptions
        {
            RequestMarshaller = StreamRequestMarshaller.Instance,
            ResponseUnmarshaller = StreamResponseUnmarshaller.Instance,
        };
        var response = await InvokeAsync<AmazonWebServiceResponse>(
            new StreamRequest(operation, body.ToArray()), options, cancellationToken).ConfigureAwait(false);
        return ((StreamResponse)response).Body;
    }
}
