using System.Text;
using Amazon.DynamoDBv2.Model;
using Confd.Flags.Storage;
using Confd.Flags.Validation;

namespace Confd.Flags.DynamoDb.Tests;

/// <summary>Empty texts of the community layout, which its rows have as NULL.</summary>
public sealed class CommunityTextsTests : IAsyncLifetime
{
    private static readonly AttributeValue One = new() { N = "1" };

    private FlagTestTable _table = null!;

    public async ValueTask InitializeAsync() => _table = await FlagTestTable.CreateAsync();

    public ValueTask DisposeAsync() => _table.DisposeAsync();

    // The Go SDK refuses all flags over a null in one of these.
    [Fact]
    public async Task Get_CommunityRowWithEmptyNames_HasNoNullInTheirPlace()
    {
        const string Json = """
            {"key":"f","version":1,"on":true,"salt":"","variations":[1],"fallthrough":{"rollout":{"kind":"","contextKind":"","bucketBy":"",
            "variations":[{"variation":0,"weight":100000}]}},"contextTargets":[{"contextKind":"","variation":0,"values":["u"]}],
            "rules":[{"id":"","variation":0,"clauses":[{"attribute":"a","op":"in","contextKind":"","values":["x"]}]}]}
            """;
        await using var store = OpenStore();
        await store.UpsertAsync(DataKind.Features, "f", FlagItemJson.Read("f", Encoding.UTF8.GetBytes(Json)), Cancellation);
        const string Segment = """
            {"key":"s","version":1,"salt":"","unboundedContextKind":"","includedContexts":[{"contextKind":"","values":["u"]}],
            "rules":[{"id":"","clauses":[],"rolloutContextKind":"","bucketBy":""}]}
            """;
        await store.UpsertAsync(DataKind.Segments, "s", FlagItemJson.Read("s", Encoding.UTF8.GetBytes(Segment)), Cancellation);

        var flag = (await store.GetAsync(DataKind.Features, "f", Cancellation))!.Content;
        var segment = (await store.GetAsync(DataKind.Segments, "s", Cancellation))!.Content;

        Encoding.UTF8.GetString(flag.Span).ShouldContain("\"bucketBy\":\"\"");
        Encoding.UTF8.GetString(segment.Span).ShouldContain("\"bucketBy\":\"\"");
        FlagDocumentValidator.ValidateItem(DataKind.Features, "f", flag.Span)
            .ShouldNotContain(problem => problem.Message.Contains("is null"));
        FlagDocumentValidator.ValidateItem(DataKind.Segments, "s", segment.Span)
            .ShouldNotContain(problem => problem.Message.Contains("is null"));
    }

    [Fact]
    public async Task Get_CommunityRowWithEmptyKeys_HasThemAsTheyWere()
    {
        const string Keys = """["","u"]""";
        const string Segment = $$$"""
            {"key":"s","version":1,"deleted":false,"excluded":{{{Keys}}},"excludedContexts":[{"contextKind":"org","values":{{{Keys}}}}],
            "included":{{{Keys}}},"includedContexts":[{"contextKind":"org","values":{{{Keys}}}}],"rules":[],"salt":""}
            """;
        await using var store = OpenStore();
        await store.UpsertAsync(DataKind.Segments, "s", FlagItemJson.Read("s", Encoding.UTF8.GetBytes(Segment)), Cancellation);

        Encoding.UTF8.GetString((await store.GetAsync(DataKind.Segments, "s", Cancellation))!.Content.Span)
            .ShouldBe(Segment.ReplaceLineEndings(""));
    }

    // As the Go store wrote them.
    [Fact]
    public async Task Get_CommunityRowWithNullInPlaceOfEmptyKeys_HasEmptyKeys()
    {
        var keys = new AttributeValue { L = [new() { NULL = true }, new() { S = "u" }] };
        var target = new AttributeValue { M = new() { ["values"] = keys, ["variation"] = new() { N = "0" } } };
        var clause = new AttributeValue { M = new() { ["attribute"] = new() { S = "a" }, ["op"] = new() { S = "in" }, ["values"] = keys } };
        var rule = new AttributeValue { M = new() { ["clauses"] = new() { L = [clause] } } };
        await _table.PutAsync(
            "features",
            "f",
            ("version", One),
            ("on", new() { BOOL = true }),
            ("targets", new() { L = [target] }),
            ("rules", new() { L = [rule] }));
        await _table.PutAsync("segments", "s", ("version", One), ("included", keys), ("excluded", keys));
        await using var store = OpenStore();

        Encoding.UTF8.GetString((await store.GetAsync(DataKind.Features, "f", Cancellation))!.Content.Span).ShouldBe(
            """
            {"key":"f","version":1,"on":true,"rules":[{"clauses":[{"attribute":"a","op":"in","values":[null,"u"]}]}],
            "targets":[{"values":["","u"],"variation":0}]}
            """.ReplaceLineEndings(""));
        Encoding.UTF8.GetString((await store.GetAsync(DataKind.Segments, "s", Cancellation))!.Content.Span)
            .ShouldBe("""{"key":"s","version":1,"excluded":["","u"],"included":["","u"]}""");
    }

    private DynamoFlagStore OpenStore() =>
        new(_table.Client, _table.Name, new DynamoFlagStoreOptions { Layout = FlagTableLayout.Community });
}
