using System.Text.Json.Nodes;
using Confd.BackendSpec;

namespace Confd.Backends.Http.Tests.Vault;

/// <summary>
/// The contract of a backend over Vault's stand-in. The keys of the contract lie below one secret engine here: the last name of a key is a
/// member, the names before it are the secret's path.
/// </summary>
public sealed class VaultKeyBackendSpecTests : KeyBackendSpec
{
    private const string Root = "/secret/spec";

    private readonly Dictionary<string, JsonObject> _secrets = [];
    private VaultStandIn? _vault;

    protected override bool CanBeWatched => false;

    protected override IKeyBackendFactory Factory => new BelowFactory(new VaultBackendFactory { Environment = _ => null }, Root);

    protected override BackendContext Context { get; } = new() { Retry = new() { BaseDelay = TimeSpan.FromMilliseconds(1) } };

    public override async ValueTask InitializeAsync() => _vault = await VaultStandIn.StartAsync();

    public override async ValueTask DisposeAsync()
    {
        await _vault!.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override Task<IKeyBackend> OpenAsync(BackendContext context) => Factory.OpenAsync(
        new BackendSection("vault",
        [
            new(VaultBackendFactory.Node, new[] { _vault!.Address }), new(VaultBackendFactory.AuthType, "token"),
            new(VaultBackendFactory.AuthToken, "root"),
        ]),
        context,
        Cancellation);

    protected override Task WriteAsync(IReadOnlyDictionary<string, string> keys)
    {
        foreach (var (key, value) in keys)
        {
            var slash = key.LastIndexOf('/');
            var path = "secret/spec" + key[..slash];
            var secret = _secrets.TryGetValue(path, out var known) ? known : _secrets[path] = [];
            secret[key[(slash + 1)..]] = value;
            _vault!.Put(path, secret.ToJsonString());
        }

        return Task.CompletedTask;
    }

    protected override async Task<bool> TryBreakAsync()
    {
        await _vault!.DisposeAsync();
        return true;
    }

    /// <summary>Puts a path in front of all keys, as a resource's prefix does.</summary>
    private sealed class BelowFactory(IKeyBackendFactory factory, string root) : IKeyBackendFactory
    {
        public string Name => factory.Name;

        public string Summary => factory.Summary;

        public IReadOnlyList<BackendOption> Options => factory.Options;

        public bool UsesHttp => factory.UsesHttp;

        public void Check(BackendSection section) => factory.Check(section);

        public async Task<IKeyBackend> OpenAsync(BackendSection section, BackendContext context, CancellationToken cancellationToken) =>
            new Below(await factory.OpenAsync(section, context, cancellationToken), root);
    }

    private sealed class Below(IKeyBackend backend, string root) : IKeyBackend
    {
        public string Name => backend.Name;

        public async Task<KeyReading> ReadAsync(IReadOnlyList<string> lookupKeys, CancellationToken cancellationToken) =>
            new Reading(await backend.ReadAsync([.. lookupKeys.Select(key => root + key.TrimEnd('/'))], cancellationToken), root);

        public Task<BackendHealth> CheckHealthAsync(CancellationToken cancellationToken) => backend.CheckHealthAsync(cancellationToken);

        public Task<KeyWatch?> OpenWatchAsync(IReadOnlyList<string> lookupKeys, CancellationToken cancellationToken) =>
            backend.OpenWatchAsync(lookupKeys, cancellationToken);

        public ValueTask DisposeAsync() => backend.DisposeAsync();

        private sealed class Reading(KeyReading reading, string root) : KeyReading
        {
            public override IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Select(IReadOnlyList<string> lookupKeys) => reading
                .Select([.. lookupKeys.Select(key => root + key.TrimEnd('/'))])
                .Where(pair => pair.Key.StartsWith(root + "/", StringComparison.Ordinal))
                .ToDictionary(pair => pair.Key[root.Length..], pair => pair.Value);
        }
    }
}
