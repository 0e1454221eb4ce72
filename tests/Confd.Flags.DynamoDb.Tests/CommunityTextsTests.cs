using System.Text;
using Confd.Flags.Storage;
using Confd.Flags.Validation;

namespace Confd.Flags.DynamoDb.Tests;

/// <summary>Empty texts of the community layout, which its rows have as NULL.</summary>
public sealed class CommunityTextsTests : IAsyncLifetime
{
    private FlagTestTable _table = null!;

    public async ValueTask InitializeAsync() => _table = await FlagTestTable.CreateAsync();

    public ValueTask DisposeAsync() => _table.DisposeAsync();

    // The Go SDK refuses all flags over a null in one of these.
    [Fact]
    public async Task Get_CommunityRowWithEmptyNames_HasNoNullInTheirPlace()
    {
        const string Json = """
            {"key":"f","version":1,"on":true,"salt":"","variations":[1],"fallthrough":{"rollout":{"kind":"","contextKind":"",
            "variations":[{"variation":0,"weight":100000}]}},"contextTargets":[{"contextKind":"","variation":0,"values":["u"]}],
            "rules":[{"id":"","variation":0,"clauses":[{"attribute":"a","op":"in","contextKind":"","values":["x"]}]}]}
            """;
        await using var store = new DynamoFlagStore(
            _table.Client, _table.Name, new DynamoFlagStoreOptions { Layout = FlagTableLayout.Community });
        await store.UpsertAsync(DataKind.Features, "f", FlagItemJson.Read("f", Encoding.UTF8.GetBytes(Json)), Cancellation);
        const string Segment = """
            {"key":"s","version":1,"salt":"","unboundedContextKind":"","includedContexts":[{"contextKind":"","values":["u"]}],
            "rules":[{"id":"","clauses":[],"rolloutContextKind":""}]}
            """;
        await store.UpsertAsync(DataKind.Segments, "s", FlagItemJson.Read("s", Encoding.UTF8.GetBytes(Segment)), Cancellation);

        var flag = (await store.GetAsync(DataKind.Features, "f", Cancellation))!.Content;
        var segment = (await store.GetAsync(DataKind.Segments, "s", Cancellation))!.Content;

        FlagDocumentValidator.ValidateItem(DataKind.Features, "f", flag.Span)
            .ShouldNotContain(problem => problem.Message.Contains("is null"));
        FlagDocumentValidator.ValidateItem(DataKind.Segments, "s", segment.Span)
            .ShouldNotContain(problem => problem.Message.Contains("is null"));
    }
}
