using System.Globalization;
using System.Net;
using System.Text.Json;
using Confd.Backends.Http.Connections;
using Confd.Shared.Files;

namespace Confd.Backends.Http.Consul;

/// <summary>The requests to Consul.</summary>
internal sealed class ConsulClient(HttpStore store, ConsulSettings settings) : IDisposable
{
    /// <summary>The maximum number of trees in one transaction: Consul 1.8's limit; later versions allow more.</summary>
    public const int MaxTrees = 64;

    private const string IndexHeader = "X-Consul-Index";

    // Consul adds up to a sixteenth, so that not all requests return at the same time.
    private static readonly TimeSpan Wait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan WaitTimeout = Wait + (Wait / 16) + TimeSpan.FromSeconds(10);

    /// <summary>Reads all keys that begin with a text; empty: all keys.</summary>
    /// <exception cref="HttpBackendException">They cannot be read.</exception>
    /// <exception cref="KeyBackendException">They exceed the memory limit; the same applies below.</exception>
    public async Task<ConsulTree> ReadTreeAsync(string key, ReadingBudget budget, CancellationToken cancellationToken)
    {
        var (call, reply, entries) = await RequestAsync(key, budget, cancellationToken).ConfigureAwait(false);
        RequireRights(call, reply, entries.Count);
        return new ConsulTree(entries, IndexOf(reply));
    }

    /// <summary>Reads the keys that begin with one of several texts, one text after the other.</summary>
    /// <exception cref="HttpBackendException">They cannot be read.</exception>
    public async Task<IReadOnlyList<ConsulEntry>> ReadEachTreeAsync(
        IReadOnlyList<string> keys, ReadingBudget budget, CancellationToken cancellationToken)
    {
        var found = new List<ConsulEntry>();
        var requests = new List<(HttpCall Call, HttpReply Reply)>();
        foreach (var key in keys)
        {
            var (call, reply, entries) = await RequestAsync(key, budget, cancellationToken).ConfigureAwait(false);
            found.AddRange(entries);
            requests.Add((call, reply));
        }

        requests.ForEach(question => RequireRights(question.Call, question.Reply, found.Count));
        return found;
    }

    /// <summary>Reads the keys that begin with one of several texts, all at one moment.</summary>
    /// <param name="keys">At most <see cref="MaxTrees"/>, none empty.</param>
    /// <param name="budget">Limits the memory of the values.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="HttpBackendException">They cannot be read.</exception>
    public async Task<IReadOnlyList<ConsulEntry>> ReadTreesAsync(
        IReadOnlyList<string> keys, ReadingBudget budget, CancellationToken cancellationToken)
    {
        var query = settings.Scope.Length > 0 ? "?" + settings.Scope[1..] : "";
        var call = Call(HttpMethod.Put, "/v1/txn" + query, $"reading {Shown(keys[0])} and others") with
        {
            Body = ConsulJson.GetTrees(keys),
        };
        var reply = await store.SendAsync(call, cancellationToken).ConfigureAwait(false);
        var entries = Parse(call, reply, json => ConsulJson.ReadTransaction(json));
        Take(budget, entries);
        RequireRights(call, reply, entries.Count);
        return entries;
    }

    /// <summary>Waits until a key below a text may have changed since an index, or the maximum time has passed.</summary>
    /// <returns>The index of the response.</returns>
    /// <exception cref="HttpBackendException">The request failed; it is not retried here.</exception>
    public async Task<ulong> WaitAsync(string key, ulong index, CancellationToken cancellationToken)
    {
        // Only names: the values are read when there is a change.
        var query = string.Create(
            CultureInfo.InvariantCulture, $"?keys=&index={index}&wait={(int)Wait.TotalSeconds}s{settings.Scope}");
        var call = Call(HttpMethod.Get, PathOf(key) + query, $"watching {Shown(key)}") with
        {
            Accepted = [HttpStatusCode.NotFound],
            Timeout = WaitTimeout,
            IsRetried = false,
        };
        var reply = await store.SendAsync(call, cancellationToken).ConfigureAwait(false);
        return reply.Header(IndexHeader) is not null ? IndexOf(reply) : throw Foreign(call, reply);
    }

    /// <summary>Reads the address of the cluster's leader; empty where it has none.</summary>
    /// <exception cref="HttpBackendException">No agent responds.</exception>
    public async Task<string> LeaderAsync(CancellationToken cancellationToken)
    {
        var call = Call(HttpMethod.Get, "/v1/status/leader", "asking for the leader") with { IsRetried = false };
        return Parse(call, await store.SendAsync(call, cancellationToken).ConfigureAwait(false), json => ConsulJson.ReadText(json));
    }

    /// <summary>Reads the name of the agent's data centre; null where the token may not.</summary>
    /// <exception cref="HttpBackendException">The agent does not respond, or rejects the token.</exception>
    public async Task<string?> DatacenterAsync(CancellationToken cancellationToken)
    {
        var call = Call(HttpMethod.Get, "/v1/agent/self", "asking the agent about itself") with { IsRetried = false };
        try
        {
            return Parse(call, await store.SendAsync(call, cancellationToken).ConfigureAwait(false), ConsulJson.ReadDatacenter);
        }
        catch (HttpBackendException refused) when (
            refused.Failure == HttpFailure.Denied && !refused.Message.Contains("ACL not found", StringComparison.Ordinal))
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => store.Dispose();

    private async Task<(HttpCall Call, HttpReply Reply, List<ConsulEntry> Entries)> RequestAsync(
        string key, ReadingBudget budget, CancellationToken cancellationToken)
    {
        var call = Call(HttpMethod.Get, $"{PathOf(key)}?recurse={settings.Scope}", $"reading {Shown(key)}") with
        {
            Accepted = [HttpStatusCode.NotFound],
        };
        var reply = await store.SendAsync(call, cancellationToken).ConfigureAwait(false);
        List<ConsulEntry> entries =
            reply.Status == HttpStatusCode.NotFound ? [] : Parse(call, reply, json => ConsulJson.ReadEntries(json));
        Take(budget, entries);

        // A 404, or an empty list, of an intermediary does not mean a store without keys.
        return entries.Count > 0 || reply.Header(IndexHeader) is not null || IsFiltered(reply)
            ? (call, reply, entries)
            : throw Foreign(call, reply);
    }

    private static void Take(ReadingBudget budget, List<ConsulEntry> entries) =>
        budget.Take(entries.Select(entry => KeyValuePair.Create(entry.Key, entry.Value)));

    private static string PathOf(string key) => "/v1/kv/" + StoredPath.Escape(key);

    private static string Shown(string key) => "/" + key;

    private static ulong IndexOf(HttpReply reply) =>
        ulong.TryParse(reply.Header(IndexHeader), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : 0;

    private static bool IsFiltered(HttpReply reply) => reply.Header("X-Consul-Results-Filtered-By-ACLs") == "true";

    // Consul omits keys that a token may not read. Omitting a part may be intended, omitting everything is a denial.
    private static void RequireRights(HttpCall call, HttpReply reply, int count)
    {
        if (count == 0 && IsFiltered(reply))
        {
            throw new HttpBackendException(
                HttpFailure.Denied,
                $"{call.What} failed: the token may read none of the keys (Consul at {reply.Node.Name}); "
                + "give it key_prefix rights to read and list");
        }
    }

    private static T Parse<T>(HttpCall call, HttpReply reply, Func<byte[], T> read)
    {
        try
        {
            return read(reply.Body);
        }
        catch (Exception foreign) when (foreign is JsonException or FormatException or InvalidOperationException)
        {
            throw Foreign(call, reply, foreign);
        }
    }

    private static HttpBackendException Foreign(HttpCall call, HttpReply reply, Exception? cause = null) => new(
        HttpFailure.UnexpectedResponse,
        $"{call.What} failed: the answer is not Consul's (Consul at {reply.Node.Name}); check the node and any proxy in between",
        cause);

    private HttpCall Call(HttpMethod method, string path, string what)
    {
        var headers = new List<KeyValuePair<string, string>>();
        if (settings.Authorization is { } login)
        {
            headers.Add(new("Authorization", login));
        }

        if (Token() is { Length: > 0 } token)
        {
            headers.Add(new("X-Consul-Token", token));
        }

        return new HttpCall(method, path, what) { Headers = headers };
    }

    private string? Token()
    {
        try
        {
            return settings.TokenFile is { } file ? RegularFile.ReadText(file, RegularFile.MaxSecretBytes).Trim() : settings.Token;
        }
        catch (FileReadException failed)
        {
            throw new HttpBackendException(
                HttpFailure.Denied, $"cannot read the token of CONSUL_HTTP_TOKEN_FILE, {settings.TokenFile}: {failed.Reason}", failed);
        }
    }
}
