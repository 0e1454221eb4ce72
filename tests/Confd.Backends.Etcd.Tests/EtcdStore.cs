using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Confd.Backends.Etcd.Tests;

/// <summary>Writes to an etcd over its JSON gateway, past the client under test.</summary>
/// <param name="url">Of the server, without TLS.</param>
internal sealed class EtcdStore(string url) : IDisposable
{
    // What etcd takes in one transaction.
    private const int PutsAtOnce = 128;

    private readonly HttpClient _http = new() { BaseAddress = new Uri(url) };

    /// <summary>Whether the server can be written to.</summary>
    public async Task<bool> HasLeaderAsync(CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync("/health", cancellationToken);
        return (await response.Content.ReadAsStringAsync(cancellationToken)).Contains("true", StringComparison.Ordinal);
    }

    public Task PutAsync(string key, string value) => PutAllAsync(new Dictionary<string, string> { [key] = value });

    /// <summary>Writes keys, up to 128 in one transaction.</summary>
    public async Task PutAllAsync(IReadOnlyDictionary<string, string> values)
    {
        foreach (var chunk in values.Chunk(PutsAtOnce))
        {
            var puts = chunk.Select(pair => new JsonObject
            {
                ["requestPut"] = new JsonObject { ["key"] = Base64(pair.Key), ["value"] = Base64(pair.Value) },
            });
            await PostAsync("/v3/kv/txn", new JsonObject { ["success"] = new JsonArray([.. puts]) });
        }
    }

    public Task DeleteAsync(string key) => PostAsync("/v3/kv/deleterange", new JsonObject { ["key"] = Base64(key) });

    public Task DeleteAllAsync() => PostAsync("/v3/kv/deleterange", new JsonObject { ["key"] = "AA==", ["range_end"] = "AA==" });

    /// <summary>Lets etcd forget all but the newest values.</summary>
    public async Task CompactAsync()
    {
        var answer = await PostAsync("/v3/kv/range", new JsonObject { ["key"] = Base64("/") });
        await PostAsync("/v3/kv/compaction", new JsonObject { ["revision"] = answer["header"]!["revision"]!.GetValue<string>() });
    }

    /// <summary>Makes a user <c>app</c> with the password <c>apppw</c>, who may read what begins with <c>/app</c>.</summary>
    public async Task EnableAuthenticationAsync()
    {
        await PostAsync("/v3/auth/user/add", new() { ["name"] = "root", ["password"] = "rootpw" });
        await PostAsync("/v3/auth/user/grant", new() { ["user"] = "root", ["role"] = "root" });
        await PostAsync("/v3/auth/role/add", new() { ["name"] = "reader" });
        var allowed = new JsonObject { ["permType"] = "READ", ["key"] = Base64("/app"), ["range_end"] = Base64("/apq") };
        await PostAsync("/v3/auth/role/grant", new() { ["name"] = "reader", ["perm"] = allowed });
        await PostAsync("/v3/auth/user/add", new() { ["name"] = "app", ["password"] = "apppw" });
        await PostAsync("/v3/auth/user/grant", new() { ["user"] = "app", ["role"] = "reader" });
        await PostAsync("/v3/auth/enable", []);
    }

    /// <summary>Writes a key where users are demanded.</summary>
    public async Task PutAsRootAsync(string key, string value)
    {
        var login = await PostAsync("/v3/auth/authenticate", new() { ["name"] = "root", ["password"] = "rootpw" });
        var put = JsonContent.Create(new JsonObject { ["key"] = Base64(key), ["value"] = Base64(value) });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v3/kv/put") { Content = put };
        request.Headers.TryAddWithoutValidation("Authorization", login["token"]!.GetValue<string>());
        using var response = await _http.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Sends a request of the gateway.</summary>
    public async Task<JsonNode> PostAsync(string path, JsonObject request)
    {
        using var response = await _http.PostAsJsonAsync(path, request);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    public void Dispose() => _http.Dispose();

    internal static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
