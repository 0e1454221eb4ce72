using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Confd.Shared;
using Microsoft.Extensions.Logging;

namespace Confd.Backends.Http.Vault;

/// <summary>One reading of lookup keys. A denial is a failure: it must not look like a missing secret.</summary>
internal sealed partial class VaultReading(VaultClient client, ReadingBudget budget, ILogger logger)
{
    private const int MaxRequests = 8;

    private readonly ILogger _logger = logger;
    private readonly SecretKeys _keys = new(budget);
    private readonly Dictionary<string, VaultMount> _mounts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string[]> _names = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _read = new(StringComparer.Ordinal);

    /// <summary>The result.</summary>
    public KeyReading Result => new VaultKeyReading(new SortedKeyReading(_keys.Values, KeyMatch.Path), _names);

    private IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Values => _keys.Values;

    /// <summary>Reads a lookup key: a secret, the secrets below it, or a member of a secret.</summary>
    /// <exception cref="HttpBackendException">A part cannot be read.</exception>
    /// <exception cref="KeyBackendException">It exceeds the memory limit.</exception>
    public async Task AddAsync(string lookupKey, CancellationToken cancellationToken)
    {
        var key = new LookupKey(lookupKey);
        var segments = key.Start.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (segments.Length == 0)
        {
            throw new HttpBackendException(HttpFailure.Missing, "a key of the vault backend begins with a mount: /secret/app, not /");
        }

        var (mount, depth) = await MountAsync(segments, cancellationToken).ConfigureAwait(false);
        var refusals = new List<HttpBackendException>();
        var path = segments[depth..];
        var isFound = await TryPathAsync(mount, path, refusals, cancellationToken).ConfigureAwait(false);

        // The name of a secret's JSON is that of the request.
        if (mount.IsVersioned && path is ["data", .. var named])
        {
            isFound |= await TryPathAsync(mount, named, refusals, cancellationToken).ConfigureAwait(false);
        }

        var secret = path.Length;
        if (!isFound)
        {
            secret = await TryMemberAsync(mount, path, key, refusals, cancellationToken).ConfigureAwait(false);
            isFound = secret > 0;
        }

        if (!isFound && refusals.Count > 0)
        {
            throw refusals[0];
        }

        string[] others = path is ["data", .. var behind] ? [$"/{Join(mount.Path, string.Join('/', behind))}"] : [];
        _names[lookupKey] = [lookupKey, $"/{Join(mount.Data, string.Join('/', path[..secret]))}", .. others];
    }

    private async Task<(VaultMount Mount, int Depth)> MountAsync(string[] segments, CancellationToken cancellationToken)
    {
        VaultResponse? first = null;
        for (var depth = 1; depth <= segments.Length; depth++)
        {
            // The name of a mount may contain slashes.
            var path = string.Join('/', segments[..depth]);
            if (_mounts.TryGetValue(path, out var known))
            {
                return (known, depth);
            }

            var answer = await client.MountAsync(path, cancellationToken).ConfigureAwait(false);
            if (answer.IsGood)
            {
                var (type, isVersioned) = VaultJson.Parse(answer.Call, answer.Reply, VaultJson.ReadMount);
                return type == "kv"
                    ? (_mounts[path] = new VaultMount(path, isVersioned), depth)
                    : throw Unsupported(type, path);
            }

            first ??= answer;
        }

        LogMountFailed("/" + segments[0], first!.Refusal);
        throw new HttpBackendException(
            HttpFailure.Denied,
            $"mount /{segments[0]}: failed to get mount info: {first.Refusal} (Vault at {client.Names}); "
            + "check the key, and the token's policies")
        {
            Status = first.Reply.Status,
        };
    }

    private HttpBackendException Unsupported(string type, string path)
    {
        LogUnsupported(type);
        return new HttpBackendException(HttpFailure.Refused, $"mount /{path}: Engine type {type} is not supported; confd reads kv");
    }

    private async Task<bool> TryPathAsync(
        VaultMount mount, string[] segments, List<HttpBackendException> refusals, CancellationToken cancellationToken)
    {
        var path = string.Join('/', segments);
        var isSecret = path.Length > 0 && await TrySecretAsync(mount, path, refusals, cancellationToken).ConfigureAwait(false);
        var names = await client.ListAsync(mount, path, cancellationToken).ConfigureAwait(false);
        if (names.IsDenied)
        {
            var refusal = ListRefused(mount, path, names);
            if (isSecret || path.Length == 0)
            {
                throw refusal;
            }

            refusals.Add(refusal);
        }

        if (!names.IsGood)
        {
            return isSecret;
        }

        await AddFolderAsync(mount, path, names, cancellationToken).ConfigureAwait(false);
        return true;
    }

    // For a key that is longer than the path of its secret: finds the longest path with such a member. Returns its length; 0 for none.
    private async Task<int> TryMemberAsync(
        VaultMount mount, string[] segments, LookupKey key, List<HttpBackendException> refusals, CancellationToken cancellationToken)
    {
        for (var length = segments.Length - 1; length > 0; length--)
        {
            var path = string.Join('/', segments[..length]);
            if (await TrySecretAsync(mount, path, refusals, cancellationToken).ConfigureAwait(false)
                && Values.Keys.Any(found => key.Covers(found, KeyMatch.Path)))
            {
                return length;
            }
        }

        return 0;
    }

    private async Task AddFolderAsync(VaultMount mount, string path, VaultResponse answer, CancellationToken cancellationToken)
    {
        var names = VaultJson.Parse(answer.Call, answer.Reply, VaultJson.ReadNames);
        foreach (var name in names)
        {
            budget.Take(name, 0);
        }

        await ParallelRequests.ForEachAsync(
            names.Where(name => !name.EndsWith('/')), MaxRequests, ReadOneAsync, cancellationToken).ConfigureAwait(false);
        foreach (var name in names.Where(name => name.EndsWith('/')))
        {
            var folder = Join(path, name.TrimEnd('/'));
            var inner = await client.ListAsync(mount, folder, cancellationToken).ConfigureAwait(false);
            if (inner.IsDenied)
            {
                throw ListRefused(mount, folder, inner);
            }

            if (inner.IsGood)
            {
                await AddFolderAsync(mount, folder, inner, cancellationToken).ConfigureAwait(false);
            }
        }

        async Task ReadOneAsync(string name, CancellationToken stop)
        {
            var refusals = new List<HttpBackendException>();
            await TrySecretAsync(mount, Join(path, name), refusals, stop).ConfigureAwait(false);
            if (refusals.Count > 0)
            {
                throw refusals[0];
            }
        }
    }

    // False where there is none, or where it is denied.
    private async Task<bool> TrySecretAsync(
        VaultMount mount, string path, List<HttpBackendException> refusals, CancellationToken cancellationToken)
    {
        var name = $"/{mount.Data}/{path}";
        if (_read.TryGetValue(name, out var isThere))
        {
            return isThere;
        }

        var answer = await client.ReadAsync(mount, path, cancellationToken).ConfigureAwait(false);
        if (answer.IsDenied)
        {
            LogSecretFailed(name, answer.Refusal);
            refusals.Add(new HttpBackendException(
                HttpFailure.Denied,
                $"secret {name}: failed to read: {answer.Refusal} (Vault at {client.Names}); give the token a policy that may read it")
            {
                Status = answer.Reply.Status,
            });
            return false;
        }

        isThere = answer.IsGood || IsDeletedVersion(mount, answer);
        if (isThere)
        {
            VaultJson.Parse(answer.Call, answer.Reply, root =>
            {
                _keys.Add(mount, path, root);
                return true;
            });
        }

        _read[name] = isThere;
        return isThere;
    }

    // Its metadata exist, its data are null.
    private static bool IsDeletedVersion(VaultMount mount, VaultResponse answer)
    {
        if (!mount.IsVersioned || answer.Reply.Status != HttpStatusCode.NotFound || answer.Reply.Body.Length == 0)
        {
            return false;
        }

        return VaultJson.Parse(answer.Call, answer.Reply, root =>
            root.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object && data.TryGetProperty("data", out _));
    }

    private HttpBackendException ListRefused(VaultMount mount, string path, VaultResponse answer)
    {
        LogListFailed(answer.Refusal);
        var folder = Join(mount.Names, path);
        return new HttpBackendException(
            HttpFailure.Denied,
            $"list /{folder}: Couldn't list from the Vault: {answer.Refusal} (Vault at {client.Names}); "
            + $"give the token a policy with list for {folder}/")
        {
            Status = answer.Reply.Status,
        };
    }

    private static string Join(string folder, string name) => folder.Length == 0 ? name : name.Length == 0 ? folder : $"{folder}/{name}";

    [LoggerMessage(Level = LogLevel.Warning, Message = "failed to get mount info for {Mount}: {Reason}")]
    private partial void LogMountFailed(string mount, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "failed to read secret {Secret}: {Reason}")]
    private partial void LogSecretFailed(string secret, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Couldn't list from the Vault: {Reason}")]
    private partial void LogListFailed(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Engine type {Type} is not supported")]
    private partial void LogUnsupported(string type);
}
