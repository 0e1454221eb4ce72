using System.Text.Json;
using Confd.Backends;
using Confd.BackendSpec;
using Confd.Engine.Backends;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Backends;

/// <summary>The contract of a backend over a folder: each key is a file of its own, as later files override single keys.</summary>
public sealed class FileBackendSpecTests : KeyBackendSpec
{
    private readonly TempDirectory _folder = new();

    protected override IKeyBackendFactory Factory { get; } = new FileBackendFactory();

    protected override bool WatchNamesKeys => false;

    public override ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public override ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return base.DisposeAsync();
    }

    protected override Task<IKeyBackend> OpenAsync(BackendContext context)
    {
        Directory.CreateDirectory(_folder["keys"]);
        var section = new BackendSection("file", [KeyValuePair.Create(FileBackendFactory.File, (object)new[] { _folder["keys"] })]);
        return Factory.OpenAsync(section, context, Cancellation);
    }

    protected override Task WriteAsync(IReadOnlyDictionary<string, string> keys)
    {
        foreach (var (key, value) in keys)
        {
            var json = JsonSerializer.Serialize(value);
            foreach (var name in key[1..].Split('/').Reverse())
            {
                json = $"{{{JsonSerializer.Serialize(name)}:{json}}}";
            }

            _folder.Write($"keys/{key[1..].Replace('/', '.')}.json", json);
        }

        return Task.CompletedTask;
    }

    protected override Task<bool> TryBreakAsync()
    {
        Directory.Delete(_folder["keys"], recursive: true);
        return Task.FromResult(true);
    }
}
