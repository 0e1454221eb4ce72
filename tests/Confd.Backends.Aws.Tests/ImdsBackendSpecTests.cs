using Confd.Backends.Aws.Metadata;
using Confd.BackendSpec;

namespace Confd.Backends.Aws.Tests;

/// <summary>The contract over metadata, without the cache, which is what keeps a new value from being seen.</summary>
public sealed class ImdsBackendSpecTests : KeyBackendSpec
{
    private ImdsStandIn? _service;

    protected override bool CanBeWatched => false;

    protected override IKeyBackendFactory Factory => new ImdsBackendFactory
    {
        Environment = name => name == "IMDS_ENDPOINT" ? _service!.Url : null,
    };

    // Under its true names, /meta-data/...: a test of its own.
    protected override bool? KnowsRoot => null;

    protected override BackendContext Context => MotoService.Context;

    public override async ValueTask InitializeAsync() => _service = await ImdsStandIn.StartAsync();

    public override async ValueTask DisposeAsync()
    {
        await _service!.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override Task<IKeyBackend> OpenAsync(BackendContext context) => Factory.OpenAsync(
        new BackendSection("imds", [KeyValuePair.Create<BackendOption, object>(ImdsBackendFactory.CacheTtl, TimeSpan.Zero)]),
        context,
        Cancellation);

    protected override Task WriteAsync(IReadOnlyDictionary<string, string> keys)
    {
        foreach (var (key, value) in keys)
        {
            _service!.Values["meta-data" + key] = value;
        }

        return Task.CompletedTask;
    }

    protected override Task<bool> TryBreakAsync()
    {
        _service!.Status = 403;
        return Task.FromResult(true);
    }
}
