using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Confd.Backends.Http.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace Confd.Backends.Http.Tests.Vault;

/// <summary>
/// As much of Vault as confd asks, by its public interface's documentation: KV engines of both versions, logins, tokens that live for a
/// while, renewal, policies that refuse.
/// </summary>
internal sealed class VaultStandIn : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, JsonNode> _secrets = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _tokens = new(StringComparer.Ordinal);
    private int _logins;
    private StubServer? _server;

    public string Address => _server!.Address;

    public IReadOnlyCollection<string> Requests => _server!.Requests;

    /// <summary>Engines: their path, and 1 or 2; 0 for one that is no KV engine.</summary>
    public Dictionary<string, int> Mounts { get; } = new() { ["secret"] = 2, ["kv"] = 1, ["team/kv"] = 2, ["transit"] = 0 };

    /// <summary>Logins that are accepted: path, and body as JSON.</summary>
    public Dictionary<string, string> Logins { get; } = [];

    /// <summary>Starts of paths that are refused with 403.</summary>
    public ConcurrentDictionary<string, bool> Denied { get; } = new(StringComparer.Ordinal);

    /// <summary>How long the token of a login lives, in seconds.</summary>
    public int Life { get; set; } = 3600;

    public bool IsRenewable { get; set; } = true;

    public bool IsSealed { get; set; }

    /// <summary>Tells of a request's path whether it is answered with 500.</summary>
    public Func<string, bool>? Failing { get; set; }

    /// <summary>Where set, all requests but health are answered so.</summary>
    public Func<HttpContext, Task>? Instead { get; set; }

    public int LoginCount => Volatile.Read(ref _logins);

    /// <summary>Completes at the next renewal.</summary>
    public TaskCompletionSource Renewed { get; private set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string? LastNamespace { get; private set; }

    public static async Task<VaultStandIn> StartAsync()
    {
        var vault = new VaultStandIn();
        vault._tokens["root"] = true;
        vault._server = await StubServer.StartAsync(vault.AnswerAsync);
        return vault;
    }

    /// <summary>Stores a secret: the path without <c>data/</c>.</summary>
    public void Put(string path, string json) => _secrets[path] = JsonNode.Parse(json)!;

    public void Remove(string path) => _secrets.TryRemove(path, out _);

    /// <summary>Forgets all tokens, as when they expire.</summary>
    public void Expire() => _tokens.Clear();

    public async ValueTask DisposeAsync() => await _server!.DisposeAsync();

    private static async Task WriteAsync(HttpContext context, int status, JsonNode body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body.ToJsonString());
    }

    private static Task RefuseAsync(HttpContext context, int status, params string[] errors) =>
        WriteAsync(context, status, new JsonObject { ["errors"] = new JsonArray([.. errors.Select(error => (JsonNode)error)]) });

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!["/v1/".Length..].Trim('/');
        LastNamespace = context.Request.Headers["X-Vault-Namespace"];
        if (path == "sys/health")
        {
            await WriteAsync(context, IsSealed ? 503 : 200, new JsonObject
            {
                ["initialized"] = true,
                ["sealed"] = IsSealed,
                ["standby"] = false,
                ["version"] = "1.15.0",
                ["cluster_name"] = "stand-in",
            });
            return;
        }

        if (Instead is { } instead)
        {
            await instead(context);
            return;
        }

        if (Failing?.Invoke(path) == true)
        {
            await RefuseAsync(context, 500, "internal error");
            return;
        }

        if (context.Request.Method == "PUT" && path.Contains("/login", StringComparison.Ordinal))
        {
            await LogInAsync(context, path["auth/".Length..]);
            return;
        }

        var token = context.Request.Headers["X-Vault-Token"].ToString();
        if (!_tokens.ContainsKey(token) || Denied.Keys.Any(start => path.StartsWith(start, StringComparison.Ordinal)))
        {
            await RefuseAsync(context, 403, "permission denied");
            return;
        }

        await AnswerAsync(context, path, token);
    }

    private Task AnswerAsync(HttpContext context, string path, string token)
    {
        if (path == "auth/token/lookup-self")
        {
            return WriteAsync(context, 200, new JsonObject
            {
                ["data"] = new JsonObject { ["ttl"] = token == "root" ? 0 : Life, ["renewable"] = token != "root" && IsRenewable },
            });
        }

        if (path == "auth/token/renew-self")
        {
            var renewed = Renewed;
            Renewed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return WriteAsync(context, 200, Auth(token)).ContinueWith(_ => renewed.SetResult(), TaskScheduler.Default);
        }

        const string MountInfo = "sys/internal/ui/mounts/";
        if (path.StartsWith(MountInfo, StringComparison.Ordinal))
        {
            return MountAsync(context, path[MountInfo.Length..]);
        }

        var mount = Mounts.Keys.First(name => path == name || path.StartsWith(name + "/", StringComparison.Ordinal));
        var rest = path[mount.Length..].Trim('/');
        return context.Request.Query["list"] == "true" ? ListAsync(context, mount, rest) : ReadAsync(context, mount, rest);
    }

    private Task MountAsync(HttpContext context, string name) => Mounts.TryGetValue(name, out var version)
        ? WriteAsync(context, 200, new JsonObject
        {
            ["data"] = new JsonObject
            {
                ["type"] = version == 0 ? "transit" : "kv",
                ["options"] = version == 0 ? null : new JsonObject { ["version"] = version.ToString() },
            },
        })
        : RefuseAsync(
            context, 403, $"preflight capability check returned 403, please ensure client's policies grant access to path \"{name}/\"");

    private Task ListAsync(HttpContext context, string mount, string rest)
    {
        var folder = Mounts[mount] == 2 ? rest["metadata".Length..].Trim('/') : rest;
        var start = folder.Length == 0 ? mount + "/" : $"{mount}/{folder}/";
        var names = _secrets.Keys.Where(key => key.StartsWith(start, StringComparison.Ordinal))
            .Select(key => key[start.Length..])
            .Select(key => key.Contains('/', StringComparison.Ordinal) ? key[..(key.IndexOf('/', StringComparison.Ordinal) + 1)] : key)
            .Distinct()
            .Select(name => (JsonNode)name)
            .ToArray();
        return names.Length == 0
            ? RefuseAsync(context, 404)
            : WriteAsync(context, 200, new JsonObject { ["data"] = new JsonObject { ["keys"] = new JsonArray(names) } });
    }

    private Task ReadAsync(HttpContext context, string mount, string rest)
    {
        var isVersioned = Mounts[mount] == 2;
        var path = isVersioned ? rest["data".Length..].Trim('/') : rest;
        if (!_secrets.TryGetValue($"{mount}/{path}", out var data))
        {
            return RefuseAsync(context, 404);
        }

        var copy = data.GetValueKind() == JsonValueKind.String && data.GetValue<string>() == "deleted" ? null : data.DeepClone();
        return WriteAsync(context, copy is null ? 404 : 200, new JsonObject
        {
            ["data"] = isVersioned ? new JsonObject { ["data"] = copy, ["metadata"] = new JsonObject { ["version"] = 1 } } : copy,
        });
    }

    private async Task LogInAsync(HttpContext context, string path)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync();
        if (!Logins.TryGetValue(path, out var expected) || expected != body)
        {
            await RefuseAsync(context, 400, "invalid username or password");
            return;
        }

        var token = $"s.{Interlocked.Increment(ref _logins)}";
        _tokens[token] = true;
        await WriteAsync(context, 200, Auth(token));
    }

    private JsonObject Auth(string token) => new()
    {
        ["auth"] = new JsonObject { ["client_token"] = token, ["lease_duration"] = Life, ["renewable"] = IsRenewable },
    };
}
