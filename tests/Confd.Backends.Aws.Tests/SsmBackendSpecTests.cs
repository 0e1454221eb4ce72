using Confd.Backends.Aws.Parameters;
using Confd.BackendSpec;

namespace Confd.Backends.Aws.Tests;

[Collection(MotoTests.Name)]
public sealed class SsmBackendSpecTests : KeyBackendSpec
{
    private SsmParameters? _parameters;

    protected override bool CanBeWatched => false;

    protected override IKeyBackendFactory Factory => new SsmBackendFactory { Connection = _parameters!.Moto.Connection };

    // AWS: letters, digits and ".-_/"; 4 KB for standard parameters.
    protected override bool TakesUnicodeKeys => false;

    protected override int LongestValue => 4096;

    protected override BackendContext Context => MotoService.Context;

    public override async ValueTask InitializeAsync() => _parameters = await SsmParameters.StartAsync();

    public override async ValueTask DisposeAsync()
    {
        await _parameters!.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override Task<IKeyBackend> OpenAsync(BackendContext context) => Factory.OpenAsync(
        new BackendSection("ssm"), context, Cancellation);

    protected override async Task WriteAsync(IReadOnlyDictionary<string, string> keys)
    {
        foreach (var (key, value) in keys)
        {
            await _parameters!.PutAsync(key, value);
        }
    }

    protected override Task<bool> TryBreakAsync() => _parameters!.Moto.BreakAsync();
}
