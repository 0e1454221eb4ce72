using System.Globalization;
using Confd.Aws;
using Microsoft.Extensions.Logging;

namespace Confd.Backends.Aws.Metadata;

/// <summary>Metadata of the instance: a value by its path, or all values of a folder.</summary>
/// <remarks>Folders are recognized in the listing above them, where they end with a slash; so values of several lines stay
/// values.</remarks>
internal sealed partial class ImdsBackend(ImdsClient client, TimeSpan cacheLifetime, BackendContext context) : IKeyBackend
{
    // The service's folders are at most 8 deep; a listing that contains itself must not recurse for ever.
    private const int MaxDepth = 16;

    private readonly MetadataCache _cache = new(cacheLifetime, context.Clock);
    private readonly ILogger _logger = context.Logger;
    private int _isClosed;

    public string Name => "imds";

    public async Task<KeyReading> ReadAsync(IReadOnlyList<string> lookupKeys, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var budget = new ReadingBudget(Name, context.MaxReadingBytes);
        _cache.Sweep();
        var found = new Dictionary<string, IReadOnlyDictionary<string, ReadOnlyMemory<byte>>>(StringComparer.Ordinal);
        try
        {
            foreach (var lookupKey in lookupKeys)
            {
                if (!found.ContainsKey(lookupKey))
                {
                    found[lookupKey] = await ReadKeyAsync(lookupKey, budget, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (AwsException failed)
        {
            throw new KeyBackendException($"the instance metadata service failed: {failed.Message}", failed);
        }

        return new LookupReading(found, IsSecret);
    }

    public async Task<BackendHealth> CheckHealthAsync(CancellationToken cancellationToken)
    {
        try
        {
            await client.ProbeAsync(cancellationToken).ConfigureAwait(false);
            return new BackendHealth(
                true,
                "IMDS available",
                [new("cache_entries", _cache.Count.ToString(CultureInfo.InvariantCulture)), new("cache_ttl", GoDuration(cacheLifetime))]);
        }
        catch (AwsException failed)
        {
            return new BackendHealth(false, $"IMDS health check failed: IMDS unavailable: {failed.Message}", []);
        }
    }

    /// <summary>The service does not report changes: always null.</summary>
    public Task<KeyWatch?> OpenWatchAsync(IReadOnlyList<string> lookupKeys, CancellationToken cancellationToken) =>
        Task.FromResult<KeyWatch?>(null);

    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 0)
        {
            client.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    private async Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> ReadKeyAsync(
        string lookupKey, ReadingBudget budget, CancellationToken cancellationToken)
    {
        var place = MetadataPath.Of(lookupKey);
        var values = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        if (place.IsFolder || await IsFolderAsync(place, budget, cancellationToken).ConfigureAwait(false))
        {
            await WalkAsync(place.Path.TrimEnd('/') + "/", place.Key + "/", values, 0, budget, cancellationToken).ConfigureAwait(false);
        }
        else if (await RequestAsync(place.Path, budget, cancellationToken).ConfigureAwait(false) is { } value)
        {
            values[place.Key] = value;
        }

        if (values.Count == 0 && !place.IsFolder)
        {
            LogAbsent(_logger, lookupKey, place.Path);
        }

        return values;
    }

    // Keys of the instance's role; and user data often contains a password.
    private static bool IsSecret(string key) =>
        key.Contains("security-credentials", StringComparison.Ordinal) || key.Contains("user-data", StringComparison.Ordinal);

    private async Task<bool> IsFolderAsync(MetadataPath place, ReadingBudget budget, CancellationToken cancellationToken) =>
        !place.IsUserData
        && await RequestAsync(place.Parent, budget, cancellationToken).ConfigureAwait(false) is { } listing
        && MetadataListing.Parse(place.Parent, listing).Contains(place.Name + "/");

    private async Task WalkAsync(
        string folder,
        string key,
        Dictionary<string, ReadOnlyMemory<byte>> values,
        int depth,
        ReadingBudget budget,
        CancellationToken cancellationToken)
    {
        if (depth > MaxDepth)
        {
            throw new AwsException(AwsFailure.UnexpectedResponse, $"folders nest deeper than {MaxDepth} levels at /latest/{folder}");
        }

        if (await RequestAsync(folder, budget, cancellationToken).ConfigureAwait(false) is not { } listing)
        {
            return;
        }

        foreach (var name in MetadataListing.Parse(folder, listing))
        {
            if (name.EndsWith('/'))
            {
                await WalkAsync(folder + name, key + name, values, depth + 1, budget, cancellationToken).ConfigureAwait(false);
            }
            else if (await RequestAsync(folder + name, budget, cancellationToken).ConfigureAwait(false) is { } value)
            {
                values[key + name] = value;
            }
        }
    }

    // Listings count too: the cache holds them.
    private async Task<byte[]?> RequestAsync(string path, ReadingBudget budget, CancellationToken cancellationToken)
    {
        var text = await _cache.GetAsync(path, client.GetAsync, cancellationToken).ConfigureAwait(false);
        budget.Take(path, text?.Length ?? 0);
        return text;
    }

    // "1m30s", as Go prints it, except for times below a second: users set whole seconds.
    private static string GoDuration(TimeSpan span)
    {
        var seconds = (span.Seconds + (span.Milliseconds / 1000.0)).ToString("0.###", CultureInfo.InvariantCulture);
        return span.TotalHours >= 1 ? $"{(int)span.TotalHours}h{span.Minutes}m{seconds}s"
            : span.Minutes > 0 ? $"{span.Minutes}m{seconds}s"
            : $"{seconds}s";
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Failed to fetch metadata for key={key} path={path}: there is nothing of that name")]
    private static partial void LogAbsent(ILogger logger, string key, string path);
}
