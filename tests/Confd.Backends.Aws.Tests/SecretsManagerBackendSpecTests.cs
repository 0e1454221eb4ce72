using System.Text.Json.Nodes;
using Confd.Backends.Aws.Secrets;
using Confd.BackendSpec;

namespace Confd.Backends.Aws.Tests;

/// <summary>The contract over secrets that are JSON objects: <c>/app/db/host</c> is the member <c>db/host</c> of the secret
/// <c>app</c>.</summary>
[Collection(MotoTests.Name)]
public sealed class SecretsManagerBackendSpecTests : KeyBackendSpec
{
    private readonly Dictionary<string, JsonObject> _objects = new(StringComparer.Ordinal);
    private ManagedSecrets? _secrets;

    protected override bool CanBeWatched => false;

    protected override IKeyBackendFactory Factory => new SecretsManagerBackendFactory { Connection = _secrets!.Moto.Connection };

    // Secrets are never listed.
    protected override bool? KnowsRoot => false;

    // 64 KB for all members of a secret.
    protected override int LongestValue => 40_000;

    protected override BackendContext Context => MotoService.Context;

    public override async ValueTask InitializeAsync() => _secrets = await ManagedSecrets.StartAsync();

    public override async ValueTask DisposeAsync()
    {
        await _secrets!.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override Task<IKeyBackend> OpenAsync(BackendContext context) =>
        Factory.OpenAsync(new BackendSection("secretsmanager"), context, Cancellation);

    protected override async Task WriteAsync(IReadOnlyDictionary<string, string> keys)
    {
        var changed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, value) in keys)
        {
            var names = key.TrimStart('/').Split('/', 2);
            if (names.Length == 1)
            {
                await _secrets!.PutAsync(names[0], value);
                continue;
            }

            var members = _objects.TryGetValue(names[0], out var known) ? known : _objects[names[0]] = [];
            members[names[1]] = value;
            changed.Add(names[0]);
        }

        foreach (var name in changed)
        {
            await _secrets!.PutAsync(name, _objects[name].ToJsonString());
        }
    }

    protected override Task<bool> TryBreakAsync() => _secrets!.Moto.BreakAsync();
}
