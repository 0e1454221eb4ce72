using System.Text.Json;
using Confd.Backends.Http.Connections;
using Microsoft.Extensions.Logging;

namespace Confd.Backends.Http.Vault;

/// <summary>The backend over Vault's KV secrets.</summary>
internal sealed partial class VaultBackend : IKeyBackend
{
    private readonly VaultClient _client;
    private readonly long _maxBytes;
    private readonly ILogger _logger;

    private VaultBackend(VaultClient client, BackendContext context)
    {
        _client = client;
        _maxBytes = context.MaxReadingBytes;
        _logger = context.Logger;
    }

    public string Name => "vault";

    /// <summary>Logs in.</summary>
    /// <exception cref="KeyBackendException">It failed, a setting is wrong, or a file cannot be used.</exception>
    public static async Task<VaultBackend> OpenAsync(VaultSettings settings, BackendContext context, CancellationToken cancellationToken)
    {
        var nodes = settings.CreateNodes(context.DialTimeout);
        BackendLog.Sources(context.Logger, string.Join(", ", settings.Nodes));
        LogLogin(context.Logger, settings.Login.Type);
        var store = new HttpStore(nodes, new HttpStoreOptions
        {
            Product = "Vault",
            Retry = context.Retry,
            Clock = context.Clock,
            ReadRefusal = VaultJson.ReadErrors,
            Hint = Hint,
        });
        var client = new VaultClient(store, new VaultSession(store, settings, context.Clock));
        try
        {
            await client.OpenAsync(cancellationToken).ConfigureAwait(false);
            return new VaultBackend(client, context);
        }
        catch (Exception failed)
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw failed is HttpBackendException ? new KeyBackendException(failed.Message, failed) : failed;
        }
    }

    public async Task<KeyReading> ReadAsync(IReadOnlyList<string> lookupKeys, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            var reading = new VaultReading(_client, new ReadingBudget(Name, _maxBytes), _logger);
            foreach (var key in lookupKeys)
            {
                await reading.AddAsync(key, cancellationToken).ConfigureAwait(false);
            }

            return reading.Result;
        }
        catch (HttpBackendException failed)
        {
            throw new KeyBackendException(failed.Message, failed);
        }
    }

    public async Task<BackendHealth> CheckHealthAsync(CancellationToken cancellationToken)
    {
        try
        {
            var health = await _client.HealthAsync(cancellationToken).ConfigureAwait(false);
            List<KeyValuePair<string, string>> details = [];
            foreach (var name in (ReadOnlySpan<string>)["initialized", "sealed", "standby", "version", "cluster_name"])
            {
                details.Add(new(name, health.TryGetProperty(name, out var value) ? Text(value) : ""));
            }

            var problem = details[0].Value != "true" ? "the server is not initialized"
                : details[1].Value != "false" ? "the server is sealed"
                : null;
            if (problem is not null)
            {
                details.Add(new("error", problem));
            }

            return new BackendHealth(
                problem is null, problem is null ? "Vault backend is healthy" : $"Vault health check failed: {problem}", details);
        }
        catch (HttpBackendException failed)
        {
            return new BackendHealth(false, $"Vault health check failed: {failed.Message}", [new("error", failed.Message)]);
        }
    }

    // Vault does not report changes: it is polled.
    public Task<KeyWatch?> OpenWatchAsync(IReadOnlyList<string> lookupKeys, CancellationToken cancellationToken) =>
        Task.FromResult<KeyWatch?>(null);

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => value.ToString(),
    };

    private static string Hint(HttpFailure failure) => failure switch
    {
        HttpFailure.Unreachable => "; check the node and whether the server runs",
        HttpFailure.NoResponse or HttpFailure.ConnectionLost => "; check the server and any proxy in between",
        HttpFailure.Denied => "; check auth_type and what it needs, and whether the token has expired",
        HttpFailure.Unavailable => "; check whether the server is sealed or its cluster has no active one",
        HttpFailure.Untrusted => "; check the node, client_cakeys, client_cert and client_key, and this machine's clock",
        HttpFailure.UnexpectedResponse => "; check the node and any proxy in between",
        _ => "",
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "Vault authentication backend set to {Type}")]
    private static partial void LogLogin(ILogger logger, string type);
}
