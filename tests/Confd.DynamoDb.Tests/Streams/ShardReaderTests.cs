using Amazon.DynamoDBv2;
using Confd.DynamoDb.Streams;
using Confd.TestSupport;

namespace Confd.DynamoDb.Tests.Streams;

public sealed class ShardReaderTests
{
    [Fact]
    public async Task Read_FirstRecordOfAnEmptyShard_IsNotAGap()
    {
        await using var table = await TestTable.CreateAsync(hasStream: true);
        using var client = new StreamsClient(
            TestTable.TestCredentials, new AmazonDynamoDBConfig { ServiceURL = table.Proxy.Url, AuthenticationRegion = "us-east-1" });
        var retries = new RetryLoop(table.Name, new DynamoTableOptions { Retry = TestTable.QuickRetry });
        var shard = (await StreamListing.ReadAsync(client, retries, table.StreamArn!, Cancellation)).Shards.ShouldHaveSingleItem();
        var reader = new ShardReader(client, retries, table.StreamArn!, shard, ShardPosition.TrimHorizon);
        (await reader.ReadAsync(Cancellation)).ShouldBeEmpty();

        await table.PutAsync("/app/a", "1");

        await Eventually.IsSoAsync(async () => (await reader.ReadAsync(Cancellation))?.Count == 1, Cancellation);
    }
}
