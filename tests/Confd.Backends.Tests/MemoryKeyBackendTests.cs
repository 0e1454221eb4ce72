using Confd.BackendSpec;

namespace Confd.Backends.Tests;

public sealed class MemoryKeyBackendTests : KeyBackendSpec
{
    private readonly MemoryKeyBackend _backend = new();

    protected override IKeyBackendFactory Factory => new MemoryBackendFactory(_backend);

    public override ValueTask InitializeAsync() => ValueTask.CompletedTask;

    protected override Task<IKeyBackend> OpenAsync(BackendContext context) => Factory.OpenAsync(
        new BackendSection("memory"), context, Cancellation);

    protected override Task WriteAsync(IReadOnlyDictionary<string, string> keys)
    {
        foreach (var (key, value) in keys)
        {
            _backend.Set(key, value);
        }

        return Task.CompletedTask;
    }

    protected override Task<bool> TryBreakAsync()
    {
        _backend.ReadError = new KeyBackendException("the memory is gone");
        return Task.FromResult(true);
    }
}
