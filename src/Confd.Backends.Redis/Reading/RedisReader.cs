using System.Collections.Concurrent;
using Confd.Backends.Redis.Connections;
using StackExchange.Redis;

namespace Confd.Backends.Redis.Reading;

/// <summary>Reads the values of one cycle: a string by GET, a hash by HSCAN, otherwise everything below the key by SCAN.</summary>
/// <remarks>For one reading. Each name is read once, so that it has one value for all resources.</remarks>
internal sealed class RedisReader(RedisConnection connection, RedisKeyNames names, ReadingBudget budget, SkippedKeys skipped)
{
    private const int PageSize = 1000;

    // Fields are returned with their values: a page of them stays far below the maximum size of a response.
    private const int FieldPageSize = 100;
    private const int MaxNames = 1_000_000;
    private const string WrongType = "WRONGTYPE";

    private readonly IDatabase _database = connection.Database;
    private readonly ConcurrentDictionary<RedisKey, Task<RedisValue>> _values = new();

    /// <summary>Reads the lookup keys.</summary>
    /// <exception cref="RedisException">The server did not respond, or with another type than requested.</exception>
    /// <exception cref="KeyBackendException">It exceeds the memory limit.</exception>
    public async Task<LookupReading> ReadAsync(IReadOnlyList<string> lookupKeys, CancellationToken cancellationToken)
    {
        // Each scan visits all names of the database: one at a time leaves capacity for the server's other clients.
        using var oneWalk = new SemaphoreSlim(1);
        var distinct = lookupKeys.Distinct(StringComparer.Ordinal).ToList();
        var found = await Task.WhenAll(distinct.Select(key => ReadAsync(new LookupKey(key), oneWalk, cancellationToken)))
            .ConfigureAwait(false);
        return new LookupReading(distinct.Zip(found).ToDictionary(StringComparer.Ordinal));
    }

    private async Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> ReadAsync(
        LookupKey key, SemaphoreSlim oneWalk, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        RedisKey name = names.NameOf(key.Path);
        var type = key.IsRoot
            ? RedisType.None
            : await _database.KeyTypeAsync(name, CommandFlags.NoRedirect).WaitAsync(cancellationToken).ConfigureAwait(false);
        switch (type)
        {
            case RedisType.String:
                await ReadValueAsync(key.Path, name, found, cancellationToken).ConfigureAwait(false);
                break;
            case RedisType.Hash:
                await ReadHashAsync(key.Path, name, found, cancellationToken).ConfigureAwait(false);
                break;
            default:
                await oneWalk.WaitAsync(cancellationToken).ConfigureAwait(false);
                try
                {
                    await ReadBelowAsync(key, found, cancellationToken).ConfigureAwait(false);
                }
                finally
                {
                    oneWalk.Release();
                }

                break;
        }

        return found;
    }

    private async Task ReadBelowAsync(LookupKey key, Dictionary<string, ReadOnlyMemory<byte>> found, CancellationToken cancellationToken)
    {
        await connection.RequireAllKeysAsync(cancellationToken).ConfigureAwait(false);
        var seen = new HashSet<RedisKey>();
        await foreach (var page in PagesAsync("SCAN", null, names.PatternBelow(key), cancellationToken).ConfigureAwait(false))
        {
            // A scan may return a name twice.
            var fresh = page.Select(name => (RedisKey)(byte[]?)name).Where(seen.Add).ToArray();
            budget.Take(fresh.Sum(name => ((byte[]?)name)?.LongLength ?? 0));
            var read = fresh.Select(name => (Name: name, Text: TextOf("", name))).Where(pair => pair.Text is not null).ToArray();
            foreach (var (name, _) in read)
            {
                _ = ValueOf(name);
            }

            foreach (var (name, text) in read)
            {
                await ReadValueAsync(names.KeyOf(text!), name, found, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // Adds nothing if the name has disappeared meanwhile.
    private async Task ReadValueAsync(
        string key, RedisKey name, Dictionary<string, ReadOnlyMemory<byte>> found, CancellationToken cancellationToken)
    {
        try
        {
            var value = await ValueOf(name).WaitAsync(cancellationToken).ConfigureAwait(false);
            if (!value.IsNull)
            {
                budget.Take(key, value.Length());
                found[key] = (ReadOnlyMemory<byte>)value;
            }
        }
        catch (RedisServerException other) when (other.Message.Contains(WrongType, StringComparison.Ordinal))
        {
            var type = await _database.KeyTypeAsync(name, CommandFlags.NoRedirect).WaitAsync(cancellationToken).ConfigureAwait(false);
            if (type == RedisType.Hash)
            {
                await ReadHashAsync(key, name, found, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                skipped.OfType(key, type.ToString().ToLowerInvariant());
            }
        }
    }

    private async Task ReadHashAsync(
        string key, RedisKey name, Dictionary<string, ReadOnlyMemory<byte>> found, CancellationToken cancellationToken)
    {
        await foreach (var page in PagesAsync("HSCAN", name, null, cancellationToken).ConfigureAwait(false))
        {
            for (var index = 0; index + 1 < page.Length; index += 2)
            {
                if (TextOf(key + "/", (byte[]?)page[index]) is { } field)
                {
                    var (path, value) = (names.KeyOf(key, field), (byte[]?)page[index + 1] ?? []);
                    budget.Take(path, value.Length);
                    found[path] = value;
                }
            }
        }
    }

    // Null where it is not text.
    private string? TextOf(string place, byte[]? name)
    {
        var text = KeyName.TryDecode(name);
        if (text is null)
        {
            skipped.OfName(place, name);
        }

        return text;
    }

    private Task<RedisValue> ValueOf(RedisKey name) =>
        _values.GetOrAdd(name, static (key, from) => from.StringGetAsync(key, CommandFlags.NoRedirect), _database);

    private async IAsyncEnumerable<RedisResult[]> PagesAsync(
        string command,
        RedisKey? name,
        string? pattern,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        object cursor = "0";
        var found = 0;
        do
        {
            List<object> arguments = name is { } key ? [key, cursor] : [cursor];
            if (pattern is not null)
            {
                arguments.AddRange(["MATCH", pattern]);
            }

            arguments.AddRange(["COUNT", name is null ? PageSize : FieldPageSize]);
            var answer = (RedisResult[]?)await _database.ExecuteAsync(command, arguments, CommandFlags.NoRedirect)
                .WaitAsync(cancellationToken).ConfigureAwait(false);
            if (answer is not [var next, var items])
            {
                throw new IOException($"the answer to {command} is not a cursor and a list");
            }

            cursor = (string)next!;
            var page = (RedisResult[]?)items ?? [];
            found += name is null ? page.Length : page.Length / 2;
            yield return found <= MaxNames ? page : throw new InvalidDataException("there are more than 1,000,000 names to read");
        }
        while (!cursor.Equals("0"));
    }
}
