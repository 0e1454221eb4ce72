using Confd.BackendSpec;

namespace Confd.Backends.DynamoDb.Tests.Credstash;

/// <summary>The contract over a table of credstash.</summary>
public sealed class CredstashBackendSpecTests : KeyBackendSpec
{
    private CredstashTable? _table;

    protected override bool CanBeWatched => false;

    protected override IKeyBackendFactory Factory => _table!.Factory;

    public override async ValueTask InitializeAsync() => _table = await CredstashTable.CreateAsync();

    public override async ValueTask DisposeAsync()
    {
        await _table!.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override Task<IKeyBackend> OpenAsync(BackendContext context) => Factory.OpenAsync(_table!.Section, context, Cancellation);

    protected override async Task WriteAsync(IReadOnlyDictionary<string, string> keys)
    {
        foreach (var (key, value) in keys)
        {
            await _table!.PutAsync(key.TrimStart('/'), value);
        }
    }

    protected override async Task<bool> TryBreakAsync()
    {
        await _table!.DropAsync();
        return true;
    }
}
