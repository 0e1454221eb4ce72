using System.Collections.Concurrent;
using System.Text;
using Confd.Backends;
using Confd.BackendSpec;
using Confd.Engine.Backends;

namespace Confd.Engine.Tests.Backends;

/// <summary>The contract of a backend over variables: <c>/app/host</c> is <c>APP_HOST</c>.</summary>
public sealed class EnvironmentBackendSpecTests : KeyBackendSpec
{
    private readonly ConcurrentDictionary<string, ReadOnlyMemory<byte>> _variables = new(StringComparer.Ordinal);

    protected override bool CanBeWatched => false;

    protected override IKeyBackendFactory Factory { get; } = new EnvironmentBackendFactory();

    public override ValueTask InitializeAsync() => ValueTask.CompletedTask;

    protected override Task<IKeyBackend> OpenAsync(BackendContext context) =>
        Task.FromResult<IKeyBackend>(new EnvironmentBackend(() => _variables.ToArray()) { MaxReadingBytes = context.MaxReadingBytes });

    protected override Task WriteAsync(IReadOnlyDictionary<string, string> keys)
    {
        foreach (var (key, value) in keys)
        {
            _variables[key[1..].Replace('/', '_').ToUpperInvariant()] = Encoding.UTF8.GetBytes(value);
        }

        return Task.CompletedTask;
    }
}
