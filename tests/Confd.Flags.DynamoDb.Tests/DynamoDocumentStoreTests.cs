using Confd.Flags.Authoring.Documents;
using Confd.StoreSpec;

namespace Confd.Flags.DynamoDb.Tests;

/// <summary>What authors of flags demand of a store, on DynamoDB Local, in each layout.</summary>
public abstract class DynamoDocumentStoreTests(DynamoFlagStoreOptions options) : FlagDocumentStoreSpec, IAsyncLifetime
{
    private FlagTestTable _table = null!;

    public async ValueTask InitializeAsync() => _table = await FlagTestTable.CreateAsync();

    public async ValueTask DisposeAsync()
    {
        await _table.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected override Task<IFlagDocumentStore> OpenAsync() =>
        Task.FromResult<IFlagDocumentStore>(new DynamoFlagStore(_table.Client, _table.Name, options));

    public sealed class Official() : DynamoDocumentStoreTests(new DynamoFlagStoreOptions());

    public sealed class Prefixed() : DynamoDocumentStoreTests(new DynamoFlagStoreOptions { Prefix = "env" });

    public sealed class Community() : DynamoDocumentStoreTests(new DynamoFlagStoreOptions { Layout = FlagTableLayout.Community });
}
