using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Confd.Aws;
using Confd.Aws.Json;
using Confd.Shared;

namespace Confd.Backends.Aws;

/// <summary>The base class of backends for AWS's JSON services: one read for each lookup key, and health checks by an inexpensive
/// call.</summary>
internal abstract class AwsBackend(AwsJsonClient client, BackendContext context) : IKeyBackend
{
    // Enough to hide the latency, and far below the services' own limits.
    private const int MaxParallelReads = 4;

    // Counting takes several pages, and probes come every few seconds.
    private static readonly TimeSpan CountMaxAge = TimeSpan.FromMinutes(5);

    private const int MaxPagesCounted = 10;

    // Not the codes of unknown or wrongly signed credentials, which are also classified as denied.
    private const string DeniedByPolicy = "AccessDeniedException";

    // Health checks may run concurrently.
    private volatile Counted? _count;

    // The last denied read; null where the last one was permitted, or there was none.
    private volatile string? _denial;

    public abstract string Name { get; }

    /// <summary>The name in messages of health checks: <c>SSM</c>.</summary>
    protected abstract string Title { get; }

    /// <summary>The detail with the number of items: <c>parameter_count</c>.</summary>
    protected abstract string CountName { get; }

    protected abstract ServiceListing Listing { get; }

    protected AwsJsonClient Client { get; } = client;

    public async Task<KeyReading> ReadAsync(IReadOnlyList<string> lookupKeys, CancellationToken cancellationToken)
    {
        var found = new ConcurrentDictionary<string, IReadOnlyDictionary<string, ReadOnlyMemory<byte>>>(StringComparer.Ordinal);
        var read = StartReading(new ReadingBudget(Name, context.MaxReadingBytes));
        try
        {
            await ParallelRequests.ForEachAsync(
                lookupKeys.Distinct(StringComparer.Ordinal),
                MaxParallelReads,
                async (lookupKey, token) => found[lookupKey] = await read(lookupKey, token).ConfigureAwait(false),
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failed) when (AwsReasonOf(failed) is { } reason)
        {
            _denial = reason.Failure == AwsFailure.AccessDenied ? failed.Message : _denial;
            throw failed as KeyBackendException ?? new KeyBackendException(failed.Message, failed);
        }

        _denial = null;
        return new LookupReading(found, IsSecret);
    }

    // A read that was cancelled while it waited for credentials names what it waited for, and is still one that was cancelled.
    private static AwsException? AwsReasonOf(Exception failed) =>
        failed is OperationCanceledException ? null : failed as AwsException ?? failed.InnerException as AwsException;

    public async Task<BackendHealth> CheckHealthAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ListAsync(1, null, cancellationToken).ConfigureAwait(false);
            var count = await CountAsync(cancellationToken).ConfigureAwait(false);
            return new BackendHealth(true, $"{Title} backend is healthy", [new(CountName, count)]);
        }
        catch (AwsException denied) when (denied.Code == DeniedByPolicy && _denial is null)
        {
            // The service answered and knows the credentials. Rendering does not list, so policies need not allow it.
            return new BackendHealth(
                true, $"{Title} backend is healthy; {Listing.Operation} is denied, so nothing is counted", [new(CountName, "unknown")]);
        }
        catch (AwsException failed)
        {
            var reason = failed.Code == DeniedByPolicy ? _denial ?? failed.Message : failed.Message;
            return new BackendHealth(false, $"{Title} health check failed: {reason}", [new("error", reason)]);
        }
    }

    /// <summary>None of these services reports changes: always null.</summary>
    public Task<KeyWatch?> OpenWatchAsync(IReadOnlyList<string> lookupKeys, CancellationToken cancellationToken) =>
        Task.FromResult<KeyWatch?>(null);

    public ValueTask DisposeAsync()
    {
        Client.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>True where a value is secret.</summary>
    protected abstract bool IsSecret(string key);

    /// <summary>Starts a cycle: the function reads the values of one lookup key and may share responses between keys.</summary>
    /// <remarks>Called concurrently for several keys.</remarks>
    /// <param name="budget">Limits the memory of the values.</param>
    protected abstract Func<string, CancellationToken, Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>>> StartReading(
        ReadingBudget budget);

    // The number of items on a page, and the start of the next one; null after the last.
    private async Task<(int Count, string? Next)> ListAsync(int most, string? next, CancellationToken cancellationToken)
    {
        var page = await Client.AskAsync(
            Listing.Operation,
            writer =>
            {
                writer.WriteNumber(Listing.Limit, most);
                if (next is not null)
                {
                    writer.WriteString("NextToken"u8, next);
                }

                Listing.Write?.Invoke(writer);
            },
            Listing.Items,
            JsonValueKind.Array,
            cancellationToken).ConfigureAwait(false);
        return (page.GetProperty(Listing.Items).GetArrayLength(), JsonResponse.Next(page));
    }

    private async Task<string> CountAsync(CancellationToken cancellationToken)
    {
        if (_count is { } known && context.Clock.GetElapsedTime(known.At) < CountMaxAge)
        {
            return known.Text;
        }

        var total = 0;
        string? next = null;
        for (var page = 0; page < MaxPagesCounted && (page == 0 || next is not null); page++)
        {
            (var count, next) = await ListAsync(Listing.MaxItems, next, cancellationToken).ConfigureAwait(false);
            total += count;
        }

        var text = total.ToString(CultureInfo.InvariantCulture) + (next is null ? "" : "+");
        _count = new Counted(text, context.Clock.GetTimestamp());
        return text;
    }

    private sealed record Counted(string Text, long At);
}
