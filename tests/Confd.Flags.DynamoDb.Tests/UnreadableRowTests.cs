using Amazon.DynamoDBv2.Model;
using Confd.DynamoDb.Connections;
using Confd.Flags.Client;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Storage;
using Confd.TestSupport;

namespace Confd.Flags.DynamoDb.Tests;

/// <summary>A row that became unreadable: clients that hold its flag keep it, however they read; others report an error.</summary>
public sealed class UnreadableRowTests : IAsyncLifetime
{
    private const string FlagOfSegment = """
        {"key":"a","version":1,"on":true,"variations":[false,true],"fallthrough":{"variation":0},
         "rules":[{"variation":1,"clauses":[{"op":"segmentMatch","values":["s"]}]}]}
        """;

    private static readonly EvaluationContext User = EvaluationContext.New("u");
    private static readonly FlagClientOptions Never = new() { RefreshInterval = Timeout.InfiniteTimeSpan };

    private FlagTestTable _table = null!;
    private DynamoConnection _connection = null!;

    public async ValueTask InitializeAsync()
    {
        _table = await FlagTestTable.CreateAsync(hasStream: true);
        _connection = await FlagTestTable.ConnectAsync();
        await Store().UpsertAsync(DataKind.Segments, "s", Item("s", """{"key":"s","version":1,"included":["u"]}"""), Cancellation);
        await Store().UpsertAsync(DataKind.Features, "a", Item("a", FlagOfSegment), Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        _connection.Dispose();
        await _table.DisposeAsync();
    }

    [Theory]
    [InlineData("version", "")]
    [InlineData("item", "")]
    [InlineData("item", "a")]
    [InlineData("text", "")]
    [InlineData("text", "a")]
    public async Task Polling_RowBecomesUnreadable_KeepsTheFlagAndANewClientReturnsAnError(string attribute, string flagKeys)
    {
        var options = Never with { FlagKeys = flagKeys.Length == 0 ? [] : [flagKeys] };
        await using var client = await FlagClient.OpenAsync(Store(), options, Cancellation);
        await MakeUnreadableAsync(attribute);

        await client.RefreshAsync(Cancellation);
        await client.RefreshAsync(Cancellation);

        client.BoolVariation("a", User, false).ShouldBeTrue();
        await using var fresh = await FlagClient.OpenAsync(Store(), options, Cancellation);
        fresh.BoolVariationDetail("a", User, false).Reason.ErrorKind.ShouldBe(EvaluationErrorKind.Exception);
        await using var through = await FlagClient.OpenAsync(Store(), new() { ReadThrough = new() }, Cancellation);
        through.BoolVariationDetail("a", User, false).Reason.ErrorKind.ShouldBe(EvaluationErrorKind.Exception);

        await Store().UpsertAsync(DataKind.Features, "a", VersionedItem.Tombstone(5), Cancellation);
        await client.RefreshAsync(Cancellation);
        client.BoolVariationDetail("a", User, false).Reason.ErrorKind.ShouldBe(EvaluationErrorKind.FlagNotFound);
    }

    [Theory]
    [InlineData("version")]
    [InlineData("text")]
    public async Task Following_RowBecomesUnreadable_BehavesLikePolling(string attribute)
    {
        await using var client = await FlagClient.OpenAsync(
            Store(), Never with { Changes = new DynamoFlagChanges(_connection, _table.Name) }, Cancellation);
        await MakeUnreadableAsync(attribute);
        await _table.PutAsync("features", "never-held", ("item", new() { S = "{}" }));
        await Store().UpsertAsync(DataKind.Features, "last", Item("last", """{"key":"last","version":1}"""), Cancellation);
        await Eventually.IsSoAsync(() => Task.FromResult(client.Snapshot!.FindItem(DataKind.Features, "last") is not null), Cancellation);

        client.BoolVariation("a", User, false).ShouldBeTrue();
        client.BoolVariationDetail("never-held", User, false).Reason.ErrorKind.ShouldBe(EvaluationErrorKind.Exception);
    }

    private static VersionedItem Item(string key, string json) => FlagItemJson.Read(key, System.Text.Encoding.UTF8.GetBytes(json));

    private DynamoFlagStore Store() => new(_connection.Client, _table.Name);

    private Task MakeUnreadableAsync(string attribute) => _table.PutAsync(
        "features",
        "a",
        ("version", attribute == "version" ? new AttributeValue { S = "2" } : new AttributeValue { N = "2" }),
        ("item", attribute switch
        {
            "item" => new AttributeValue { BOOL = true },
            "text" => new AttributeValue { S = """{"key":"a","version":2,"on":"yes"}""" },
            _ => new AttributeValue { S = "{}" },
        }));
}
