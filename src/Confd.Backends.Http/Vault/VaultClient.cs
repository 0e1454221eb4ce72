using System.Net;
using System.Text.Json;
using Confd.Backends.Http.Connections;

namespace Confd.Backends.Http.Vault;

/// <summary>The questions that confd asks Vault.</summary>
internal sealed class VaultClient(HttpStore store, VaultSession session) : IAsyncDisposable
{
    private static readonly HttpStatusCode[] Refusals = [HttpStatusCode.Forbidden, HttpStatusCode.NotFound];

    /// <summary>The servers as messages name them.</summary>
    public string Names => store.Names;

    /// <summary>Logs in.</summary>
    /// <exception cref="HttpBackendException">It failed.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken) => await session.TokenAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>What is mounted at a path.</summary>
    /// <exception cref="HttpBackendException">Vault cannot be asked; likewise below.</exception>
    public Task<VaultAnswer> MountAsync(string path, CancellationToken cancellationToken) =>
        AskAsync($"/v1/sys/internal/ui/mounts/{StoredPath.Escape(path)}", $"getting the mount of /{path}", cancellationToken);

    /// <summary>A secret.</summary>
    public Task<VaultAnswer> ReadAsync(VaultMount mount, string path, CancellationToken cancellationToken) =>
        AskAsync($"/v1/{StoredPath.Escape($"{mount.Data}/{path}")}", $"reading secret /{mount.Data}/{path}", cancellationToken);

    /// <summary>The names in a folder; an empty path is the whole mount.</summary>
    public Task<VaultAnswer> ListAsync(VaultMount mount, string path, CancellationToken cancellationToken)
    {
        var folder = path.Length == 0 ? mount.Names : $"{mount.Names}/{path}";
        return AskAsync($"/v1/{StoredPath.Escape(folder)}/?list=true", $"listing /{folder}", cancellationToken);
    }

    /// <summary>How the server is, whatever its state.</summary>
    public async Task<JsonElement> HealthAsync(CancellationToken cancellationToken)
    {
        var call = new HttpCall(HttpMethod.Get, "/v1/sys/health", "asking for the health")
        {
            Headers = session.Headers(token: null),
            IsRepeated = false,
            IsAnyAccepted = true,
        };
        var reply = await store.SendAsync(call, cancellationToken).ConfigureAwait(false);
        return VaultJson.Parse(call, reply, root => root.GetProperty("initialized").ValueKind is JsonValueKind.True or JsonValueKind.False
            ? root.Clone()
            : throw new JsonException());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await session.DisposeAsync().ConfigureAwait(false);
        store.Dispose();
    }

    // What is not there Vault says in JSON. A page that does not exist, of somebody in between, is no secret that is gone.
    private static void RequireVaults(VaultAnswer answer)
    {
        if (answer.Reply.Status == HttpStatusCode.NotFound)
        {
            VaultJson.Parse(answer.Call, answer.Reply, root => root.ValueKind == JsonValueKind.Object ? true : throw new JsonException());
        }
    }

    // A token that Vault has forgotten is replaced once; what another token may not do either is refused.
    private async Task<VaultAnswer> AskAsync(string path, string what, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var token = await session.TokenAsync(cancellationToken).ConfigureAwait(false);
            var call = new HttpCall(HttpMethod.Get, path, what)
            {
                Headers = session.Headers(token),
                Accepted = Refusals,
                IsRedirected = true,
            };
            var answer = new VaultAnswer(call, await store.SendAsync(call, cancellationToken).ConfigureAwait(false));
            RequireVaults(answer);
            if (!answer.IsDenied || attempt > 1 || !await session.GiveUpAsync(token, cancellationToken).ConfigureAwait(false))
            {
                return answer;
            }
        }
    }
}
