using System.Diagnostics.CodeAnalysis;
using Amazon.Runtime;

namespace Confd.Aws.Connections;

/// <summary>Credentials that are looked for again when the files they may come from change, or a service does not take them any
/// more.</summary>
/// <remarks>
/// The SDK renews roles before they expire, but keys and session tokens of <c>~/.aws/credentials</c> it reads once, while other tools
/// rotate them there. Where nothing better is found, what was there stays. Safe to share between threads.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "Credentials have no end in the SDK, and this semaphore holds no handle.")]
internal sealed class RenewableCredentials : AWSCredentials
{
    // Whatever answers "expired" is asked again and again; looking for credentials may run a process or ask another service.
    private static readonly TimeSpan MinRenewalInterval = TimeSpan.FromSeconds(1);

    private readonly Func<CancellationToken, Task<AWSCredentials>> _find;
    private readonly IReadOnlyList<string> _files;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private Found _found;
    private long? _renewed;

    private RenewableCredentials(
        Func<CancellationToken, Task<AWSCredentials>> find, IReadOnlyList<string> files, TimeProvider clock, Found found)
    {
        _find = find;
        _files = files;
        _clock = clock;
        _found = found;
    }

    /// <summary>Finds credentials for the first time.</summary>
    /// <param name="find">Looks through the chain; its exceptions are the caller's.</param>
    /// <param name="files">The files that the chain reads, present or not.</param>
    /// <param name="clock">Bounds how often they are looked for.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<RenewableCredentials> FindAsync(
        Func<CancellationToken, Task<AWSCredentials>> find,
        IReadOnlyList<string> files,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var stamps = Stamps(files);
        return new RenewableCredentials(find, files, clock, new Found(await find(cancellationToken).ConfigureAwait(false), stamps));
    }

    /// <inheritdoc/>
    public override ImmutableCredentials GetCredentials() => GetCredentialsAsync().GetAwaiter().GetResult();

    /// <inheritdoc/>
    public override async Task<ImmutableCredentials> GetCredentialsAsync()
    {
        if (Volatile.Read(ref _found).Stamps != Stamps(_files))
        {
            await _gate.WaitAsync().ConfigureAwait(false);
            try
            {
                if (_found.Stamps != Stamps(_files))
                {
                    await TryFindAsync(CancellationToken.None).ConfigureAwait(false);
                }
            }
            finally
            {
                _gate.Release();
            }
        }

        try
        {
            return await Volatile.Read(ref _found).Credentials.GetCredentialsAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // A role that cannot be assumed any more, say; perhaps the chain has another way by now.
            if (!await RenewAsync(authorization: "", CancellationToken.None).ConfigureAwait(false))
            {
                throw;
            }
        }

        return await Volatile.Read(ref _found).Credentials.GetCredentialsAsync().ConfigureAwait(false);
    }

    /// <summary>Looks for credentials again, since a request was refused.</summary>
    /// <param name="authorization">The header of that request, which names its access key.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>True where others are there now: the request is worth sending again.</returns>
    public async Task<bool> RenewAsync(string authorization, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var before = await KeysAsync(cancellationToken).ConfigureAwait(false);
            if (before is not null && !authorization.Contains($"Credential={before.AccessKey}/", StringComparison.Ordinal))
            {
                // Another request of the same moment has renewed them.
                return true;
            }

            if (_renewed is { } last && _clock.GetElapsedTime(last) < MinRenewalInterval)
            {
                return false;
            }

            _renewed = _clock.GetTimestamp();
            await TryFindAsync(cancellationToken).ConfigureAwait(false);
            var after = await KeysAsync(cancellationToken).ConfigureAwait(false);
            return after is not null
                && (
                    before is null
                        || after.AccessKey != before.AccessKey
                        || after.SecretKey != before.SecretKey
                        || after.Token != before.Token);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<ImmutableCredentials?> KeysAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _found.Credentials.GetCredentialsAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return null;
        }
    }

    // A file in the middle of its rotation may hold nothing: what was found before is kept, and looked for again at its next change.
    private async Task TryFindAsync(CancellationToken cancellationToken)
    {
        var stamps = Stamps(_files);
        try
        {
            Volatile.Write(ref _found, new Found(await _find(cancellationToken).ConfigureAwait(false), stamps));
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Volatile.Write(ref _found, _found with { Stamps = stamps });
        }
    }

    // Time and size of what a link leads to, and the link itself: mounted secrets are swapped by their links.
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
            return $"{file.FullName}:{file.LastWriteTimeUtc.Ticks}:{file.Length}";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return "";
        }
    }

    private sealed record Found(AWSCredentials Credentials, string Stamps);
}
