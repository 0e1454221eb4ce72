using System.Text;
using System.Text.Json;
using Confd.Flags.Storage;
using Confd.StoreSpec;

namespace Confd.Flags.DynamoDb.Tests;

/// <summary>The conformance suite on DynamoDB Local, once for each way to use a table.</summary>
public abstract class DynamoFlagStoreSpecTests(DynamoFlagStoreOptions options) : FlagStoreRaceSpec
{
    private FlagTestTable _table = null!;

    public override async ValueTask InitializeAsync()
    {
        _table = await FlagTestTable.CreateAsync();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _table.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected override Task<IFlagStore> OpenAsync() => Task.FromResult(Wrap(new DynamoFlagStore(_table.Client, _table.Name, options)));

    protected virtual IFlagStore Wrap(DynamoFlagStore store) => store;

    public sealed class Official() : DynamoFlagStoreSpecTests(new DynamoFlagStoreOptions());

    public sealed class Prefixed() : DynamoFlagStoreSpecTests(new DynamoFlagStoreOptions { Prefix = "env:1" })
    {
        protected override int UpsertsPerWriter => 50;
    }

    public sealed class Cached() : DynamoFlagStoreSpecTests(new DynamoFlagStoreOptions())
    {
        protected override int UpsertsPerWriter => 50;

        protected override IFlagStore Wrap(DynamoFlagStore store) => new CachedFlagStore(store, new FlagCacheOptions());

        protected override bool OldestSeen(VersionedItem item, long oldest) => item.Version >= 1;
    }

    public sealed class Community() : DynamoFlagStoreSpecTests(new DynamoFlagStoreOptions { Layout = FlagTableLayout.Community })
    {
        protected override DataKind First => DataKind.Features;

        protected override DataKind Second => DataKind.Segments;

        protected override bool MarksEmptyData => false;

        protected override int UpsertsPerWriter => 100;

        // This layout holds JSON objects only.
        protected override VersionedItem Item(string key, long version, string text = "value") => new(
            version,
            Encoding.UTF8.GetBytes(
                $$"""{"key":{{JsonSerializer.Serialize(key)}},"version":{{version}},"on":true"""
                    + $$""","salt":{{JsonSerializer.Serialize(text)}}}"""));

        protected override string TextOf(VersionedItem item)
        {
            using var json = JsonDocument.Parse(item.Content);
            json.RootElement.GetProperty("version").GetInt64().ShouldBe(item.Version);
            return json.RootElement.GetProperty("salt").GetString()!;
        }
    }
}
