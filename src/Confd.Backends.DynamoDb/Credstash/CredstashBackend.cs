using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Amazon.DynamoDBv2.Model;
using Confd.Aws;
using Confd.DynamoDb;
using Confd.DynamoDb.Connections;
using Confd.Shared;

namespace Confd.Backends.DynamoDb.Credstash;

/// <summary>The newest versions of the secrets in a table of credstash: a secret <c>prod/db</c> or <c>/prod/db</c> is the key
/// <c>/prod/db</c>.</summary>
internal sealed class CredstashBackend(DynamoConnection connection, DynamoTable table, DataKeys keys, long maxBytes) : IKeyBackend
{
    private const int MaxParallelRequests = 8;
    private const int AttributeBytes = 200;

    private int _isClosed;

    public string Name => "credstash";

    public async Task<KeyReading> ReadAsync(IReadOnlyList<string> lookupKeys, CancellationToken cancellationToken)
    {
        var budget = new ReadingBudget($"table {table.Name}", maxBytes);
        var newest = new SortedDictionary<string, Dictionary<string, AttributeValue>>(StringComparer.Ordinal);
        var opened = new ConcurrentDictionary<string, Opened>(StringComparer.Ordinal);
        try
        {
            var request = new ScanRequest { ConsistentRead = true };
            await foreach (var page in table.ScanAsync(request, cancellationToken).ConfigureAwait(false))
            {
                foreach (var item in page)
                {
                    AddIfNewer(newest, item, budget);
                }
            }

            await ParallelRequests.ForEachAsync(
                CredstashReading.Selected(newest.Keys, lookupKeys).Distinct(StringComparer.Ordinal),
                MaxParallelRequests,
                async (key, token) => opened[key] = await OpenAsync(newest[key], token).ConfigureAwait(false),
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failed) when (failed is DynamoDbException or AwsException)
        {
            throw new KeyBackendException(failed.Message, failed);
        }

        return new CredstashReading(table.Name, opened);
    }

    public async Task<BackendHealth> CheckHealthAsync(CancellationToken cancellationToken)
    {
        try
        {
            var described = await table.DescribeAsync(cancellationToken).ConfigureAwait(false);
            return new BackendHealth(
                true,
                "credstash backend is healthy",
                [new("table", table.Name), new("item_count", (described.ItemCount ?? 0).ToString(CultureInfo.InvariantCulture))]);
        }
        catch (DynamoDbException failed)
        {
            return new BackendHealth(
                false, $"credstash health check failed: {failed.Message}", [new("table", table.Name), new("error", failed.Message)]);
        }
    }

    /// <summary>Tables of credstash are polled: always null.</summary>
    public Task<KeyWatch?> OpenWatchAsync(IReadOnlyList<string> lookupKeys, CancellationToken cancellationToken) =>
        Task.FromResult<KeyWatch?>(null);

    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 0)
        {
            keys.Dispose();
            connection.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    // Versions are padded with zeros, so that the last one in byte order is the newest; credstash selects it in the same way.
    private static void AddIfNewer(
        SortedDictionary<string, Dictionary<string, AttributeValue>> newest, Dictionary<string, AttributeValue> item, ReadingBudget budget)
    {
        if (!item.TryGetValue("name", out var name) || name.S is null || !item.TryGetValue("version", out var version) || version.S is null)
        {
            return;
        }

        var key = "/" + name.S.TrimStart('/');
        if (!newest.TryGetValue(key, out var known) || string.CompareOrdinal(known["version"].S, version.S) < 0)
        {
            budget.Take(Weigh(item) - (known is null ? 0 : Weigh(known)));
            newest[key] = item;
        }
    }

    // The SDK has an object, a string and a dictionary entry for each attribute.
    private static long Weigh(Dictionary<string, AttributeValue> item) => item.Sum(
        attribute => AttributeBytes + (2L * (attribute.Key.Length + (attribute.Value.S?.Length ?? 0))) + (attribute.Value.B?.Length ?? 0));

    private async Task<Opened> OpenAsync(Dictionary<string, AttributeValue> attributes, CancellationToken cancellationToken)
    {
        try
        {
            var item = CredstashItem.Parse(attributes);
            var dataKey = await keys.UnwrapAsync(item.WrappedKey, cancellationToken).ConfigureAwait(false);
            try
            {
                return new Opened(item.Open(dataKey), null);
            }
            finally
            {
                CryptographicOperations.ZeroMemory(dataKey);
            }
        }
        catch (AwsException failed) when (!cancellationToken.IsCancellationRequested)
        {
            return new Opened(default, failed.Message);
        }
        catch (FormatException failed)
        {
            return new Opened(default, failed.Message);
        }
    }

    /// <summary>A secret, or why it cannot be decrypted.</summary>
    internal readonly record struct Opened(ReadOnlyMemory<byte> Value, string? Failure);
}
