using System.Net;
using System.Text.Json;
using Confd.Backends.Http.Connections;

namespace Confd.Backends.Http.Vault;

/// <summary>The requests to Vault.</summary>
internal sealed class VaultClient(HttpStore store, VaultSession session) : IAsyncDisposable
{
    private static readonly HttpStatusCode[] Refusals = [HttpStatusCode.Forbidden, HttpStatusCode.NotFound];

    /// <summary>The servers' names in messages.</summary>
    public string Names => store.Names;

    /// <summary>Logs in.</summary>
    /// <exception cref="HttpBackendException">It failed.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken) => await session.TokenAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Reads what is mounted at a path.</summary>
    /// <exception cref="HttpBackendException">The request failed; the same applies below.</exception>
    public Task<VaultResponse> MountAsync(string path, CancellationToken cancellationToken) =>
        RequestAsync($"/v1/sys/internal/ui/mounts/{StoredPath.Escape(path)}", $"getting the mount of /{path}", cancellationToken);

    /// <summary>Reads a secret.</summary>
    public Task<VaultResponse> ReadAsync(VaultMount mount, string path, CancellationToken cancellationToken) =>
        RequestAsync($"/v1/{StoredPath.Escape($"{mount.Data}/{path}")}", $"reading secret /{mount.Data}/{path}", cancellationToken);

    /// <summary>Lists the names in a folder; an empty path is the whole mount.</summary>
    public Task<VaultResponse> ListAsync(VaultMount mount, string path, CancellationToken cancellationToken)
    {
        var folder = path.Length == 0 ? mount.Names : $"{mount.Names}/{path}";
        return RequestAsync($"/v1/{StoredPath.Escape(folder)}/?list=true", $"listing /{folder}", cancellationToken);
    }

    /// <summary>Reads the state of the server.</summary>
    public async Task<JsonElement> HealthAsync(CancellationToken cancellationToken)
    {
        var call = new HttpCall(HttpMethod.Get, "/v1/sys/health", "asking for the health")
        {
            Headers = session.Headers(token: null),
            IsRetried = false,
            AcceptsAnyStatus = true,
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

    // Vault reports missing paths in JSON. A 404 page of an intermediary does not mean a missing secret.
    private static void ThrowIfNotVault(VaultResponse answer)
    {
        if (answer.Reply.Status == HttpStatusCode.NotFound)
        {
            VaultJson.Parse(answer.Call, answer.Reply, root => root.ValueKind == JsonValueKind.Object ? true : throw new JsonException());
        }
    }

    // A token that Vault has forgotten is replaced once; if the new one may not read it either, that is a denial.
    private async Task<VaultResponse> RequestAsync(string path, string what, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var token = await session.TokenAsync(cancellationToken).ConfigureAwait(false);
            var call = new HttpCall(HttpMethod.Get, path, what)
            {
                Headers = session.Headers(token),
                Accepted = Refusals,
                FollowsRedirect = true,
            };
            var answer = new VaultResponse(call, await store.SendAsync(call, cancellationToken).ConfigureAwait(false));
            ThrowIfNotVault(answer);
            if (!answer.IsDenied || attempt > 1 || !await session.DiscardIfUnknownAsync(token, cancellationToken).ConfigureAwait(false))
            {
                return answer;
            }
        }
    }
}
