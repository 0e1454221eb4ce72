using Amazon.Runtime;
using Confd.Backends.Aws.Certificates;
using Confd.BackendSpec;

namespace Confd.Backends.Aws.Tests;

/// <summary>The contract over certificates: a key is an ARN, and there are no folders.</summary>
public sealed class AcmBackendSpecTests : KeyBackendSpec
{
    private AcmStandIn? _service;

    protected override bool CanBeWatched => false;

    protected override IKeyBackendFactory Factory => new AcmBackendFactory
    {
        Connection = new() { Endpoint = _service!.Url, Region = "us-east-1", Credentials = new BasicAWSCredentials("dummy", "dummy") },
    };

    protected override bool KnowsFolders => false;

    protected override BackendContext Context => MotoService.Context;

    public override async ValueTask InitializeAsync() => _service = await AcmStandIn.StartAsync();

    public override async ValueTask DisposeAsync()
    {
        await _service!.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override Task<IKeyBackend> OpenAsync(BackendContext context) => Factory.OpenAsync(
        new BackendSection("acm"), context, Cancellation);

    protected override Task WriteAsync(IReadOnlyDictionary<string, string> keys)
    {
        foreach (var (key, value) in keys)
        {
            _service!.Certificates[key.TrimStart('/')] = (value, null, null);
        }

        return Task.CompletedTask;
    }

    protected override Task<bool> TryBreakAsync() => Task.FromResult(_service!.IsBroken = true);
}
