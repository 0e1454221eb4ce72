using System.Globalization;
using Amazon.Runtime;
using Confd.Following;

namespace Confd.Aws.Connections;

/// <summary>Credentials that are searched for again when the files they may come from change, or a service rejects them.</summary>
/// <remarks>
/// The SDK renews roles before they expire, but reads keys and session tokens of <c>~/.aws/credentials</c> only once, while other tools
/// rotate them there. If no others are found, the previous ones stay, and they are used while a search takes long. There is one search at a
/// time, shared by all callers. Thread-safe.
/// </remarks>
internal sealed class RediscoveredCredentials : AWSCredentials
{
    // Some servers always respond "expired"; a search may run a process or send a request.
    private static readonly TimeSpan MinRenewalInterval = TimeSpan.FromSeconds(1);

    // A process that waits for input, or a service that does not respond, must not block for ever.
    private static readonly TimeSpan MaxSearchTime = TimeSpan.FromMinutes(1);

    // The previous credentials are usually still valid.
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(2);

    private readonly Func<CancellationToken, Task<AWSCredentials>> _find;
    private readonly IReadOnlyList<string> _files;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private Search? _search;
    private Found _found;
    private long? _renewed;

    private RediscoveredCredentials(
        Func<CancellationToken, Task<AWSCredentials>> find, IReadOnlyList<string> files, TimeProvider clock, Found found)
    {
        _find = find;
        _files = files;
        _clock = clock;
        _found = found;
    }

    /// <summary>Finds credentials for the first time.</summary>
    /// <param name="find">Searches the chain; its exceptions are passed to the caller.</param>
    /// <param name="files">The files that the chain reads, present or not.</param>
    /// <param name="clock">Limits how often they are searched for.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    public static async Task<RediscoveredCredentials> FindAsync(
        Func<CancellationToken, Task<AWSCredentials>> find,
        IReadOnlyList<string> files,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var stamps = Stamps(files);
        return new RediscoveredCredentials(find, files, clock, new Found(await find(cancellationToken).ConfigureAwait(false), stamps));
    }

    /// <inheritdoc/>
    public override ImmutableCredentials GetCredentials() => GetCredentialsAsync().GetAwaiter().GetResult();

    /// <inheritdoc/>
    public override async Task<ImmutableCredentials> GetCredentialsAsync()
    {
        if (Volatile.Read(ref _found).Stamps != Stamps(_files))
        {
            var search = Join();
            var left = MaxWait - _clock.GetElapsedTime(search.Since);
            if (left > TimeSpan.Zero)
            {
                await search.Ended.WaitAsync(left, _clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        try
        {
            return await Volatile.Read(ref _found).Credentials.GetCredentialsAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // For example a role that can no longer be assumed; the chain may find others by now.
            if (!await RenewAsync(authorization: "", CancellationToken.None).ConfigureAwait(false))
            {
                throw;
            }
        }

        return await Volatile.Read(ref _found).Credentials.GetCredentialsAsync().ConfigureAwait(false);
    }

    /// <summary>Searches for credentials again, since a request was rejected.</summary>
    /// <param name="authorization">The header of that request, which names its access key.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>True where the credentials have changed: the request should be sent again.</returns>
    public async Task<bool> RenewAsync(string authorization, CancellationToken cancellationToken)
    {
        var before = await KeysAsync(cancellationToken).ConfigureAwait(false);
        if (before is not null && !authorization.Contains($"Credential={before.AccessKey}/", StringComparison.Ordinal))
        {
            // A concurrent request has renewed them.
            return true;
        }

        await RenewedLately().WaitAsync(cancellationToken).ConfigureAwait(false);
        var after = await KeysAsync(cancellationToken).ConfigureAwait(false);
        return after is not null
            && (
                before is null
                    || after.AccessKey != before.AccessKey
                    || after.SecretKey != before.SecretKey
                    || after.Token != before.Token);
    }

    private async Task<ImmutableCredentials?> KeysAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await Volatile.Read(ref _found).Credentials.GetCredentialsAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return null;
        }
    }

    // Returns the search in progress, or starts one.
    private Search Join()
    {
        lock (_gate)
        {
            return _search is { Ended.IsCompleted: false } running
                ? running
                : _search = new Search(_clock.GetTimestamp(), Task.Run(SearchAsync));
        }
    }

    // A search that has just ended, for another rejected request, is sufficient.
    private Task RenewedLately()
    {
        lock (_gate)
        {
            if (_search is not { Ended.IsCompleted: false }
                && _renewed is { } last
                && _clock.GetElapsedTime(last) < MinRenewalInterval)
            {
                return Task.CompletedTask;
            }

            _renewed = _clock.GetTimestamp();
            return Join().Ended;
        }
    }

    // Never fails. A file in the middle of its rotation may be empty: the previous credentials are kept, and searched for again at its next
    // change, or when they are rejected.
    private async Task SearchAsync()
    {
        var stamps = Stamps(_files);
        using var limit = new TimeLimit(MaxSearchTime, _clock);
        try
        {
            var credentials = await limit.RunAsync(_find).ConfigureAwait(false);
            Volatile.Write(ref _found, new Found(credentials, stamps));
        }
        catch (Exception)
        {
            Volatile.Write(ref _found, _found with { Stamps = stamps });
        }
    }

    // Time and size of a link's target, and the link itself: mounted secrets are replaced by changing their links.
    private static string Stamps(IReadOnlyList<string> files) => string.Join(';', files.Select(Stamp));

    private static string Stamp(string path)
    {
        if (!File.Exists(path))
        {
            return "";
        }

        try
        {
            var file = new FileInfo(path);
            file = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
            return string.Create(CultureInfo.InvariantCulture, $"{file.FullName}:{file.LastWriteTimeUtc.Ticks}:{file.Length}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return "";
        }
    }

    private sealed record Search(long Since, Task Ended);

    private sealed record Found(AWSCredentials Credentials, string Stamps);
}
