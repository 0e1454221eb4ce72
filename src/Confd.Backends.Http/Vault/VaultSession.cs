using Confd.Backends.Http.Connections;
using Confd.Following;

namespace Confd.Backends.Http.Vault;

/// <summary>The current token: logs in, renews the token in the background, and logs in again when it has expired.</summary>
internal sealed class VaultSession(HttpStore store, VaultSettings settings, TimeProvider clock) : IAsyncDisposable
{
    // The part of the lifetime after which it is renewed; the rest is for retries.
    private const double RenewalPoint = 2.0 / 3;

    private static readonly TimeSpan MinPause = TimeSpan.FromSeconds(1);

    private static readonly BackoffOptions RenewalPauses = new() { BaseDelay = MinPause, MaxDelay = TimeSpan.FromSeconds(30) };

    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _end = new();
    private volatile VaultLease? _lease;
    private CancellationTokenSource? _renewalStop;
    private Task _renewal = Task.CompletedTask;
    private int _isClosed;

    /// <summary>Returns a token that is valid as far as is known.</summary>
    /// <exception cref="HttpBackendException">The login failed, or the configured token has expired.</exception>
    /// <exception cref="KeyBackendException">The data for the login cannot be read.</exception>
    /// <exception cref="ObjectDisposedException">The session was disposed, perhaps during the login.</exception>
    public async Task<string> TokenAsync(CancellationToken cancellationToken)
    {
        if (_lease is { } good && !good.IsOver(clock))
        {
            return good.Token;
        }

        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Checked again under the lock: other threads drop a token without taking the lock.
            if (_lease is not { } lease || lease.IsOver(clock))
            {
                ObjectDisposedException.ThrowIf(_isClosed != 0, this);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _end.Token);
                lease = await LogInAsync(either.Token).ConfigureAwait(false);
                await AcceptAsync(lease).ConfigureAwait(false);
            }

            return lease.Token;
        }
        catch (OperationCanceledException ended) when (_isClosed != 0 && !cancellationToken.IsCancellationRequested)
        {
            throw new ObjectDisposedException("The session ended before the login did.", ended);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Checks a token after a denial: drops it if it is unknown to Vault.</summary>
    /// <returns>True where another token can be obtained: the request should be retried.</returns>
    /// <exception cref="HttpBackendException">Vault cannot be reached.</exception>
    public async Task<bool> DiscardIfUnknownAsync(string refused, CancellationToken cancellationToken)
    {
        if (_lease is { } current && current.Token != refused)
        {
            return true;
        }

        if (settings.Login.Token is not null || await IsKnownAsync(refused, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        // Another caller may have logged in meanwhile.
        if (_lease is { } known && known.Token == refused)
        {
            Interlocked.CompareExchange(ref _lease, null, known);
        }

        return true;
    }

    /// <summary>The headers of every request, with or without a token.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers(string? token)
    {
        var headers = new List<KeyValuePair<string, string>> { new("X-Vault-Request", "true") };
        if (token is not null)
        {
            headers.Add(new("X-Vault-Token", token));
        }

        if (settings.Namespace is { } name)
        {
            headers.Add(new("X-Vault-Namespace", name));
        }

        return headers;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) != 0)
        {
            return;
        }

        // Cancels a login that is in progress.
        await _end.CancelAsync().ConfigureAwait(false);
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            await StopRenewalAsync().ConfigureAwait(false);
            _end.Dispose();
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<VaultLease> LogInAsync(CancellationToken cancellationToken)
    {
        var since = clock.GetTimestamp();
        if (settings.Login.Token is { } token)
        {
            var ask = Call(HttpMethod.Get, "token/lookup-self", "asking about the token", token);
            var response = await store.SendAsync(ask, cancellationToken).ConfigureAwait(false);
            return VaultJson.Parse(ask, response, root => VaultJson.ReadOwnLease(root, token, since));
        }

        var (body, secrets) = settings.Login.Compose();
        var logIn = Call(HttpMethod.Put, settings.Login.Path, $"logging in to Vault by {settings.Login.Type}", token: null) with
        {
            Body = body,
            Secrets = secrets,
        };
        var reply = await store.SendAsync(logIn, cancellationToken).ConfigureAwait(false);
        return VaultJson.Parse(logIn, reply, root => VaultJson.ReadLease(root, since)) is { } lease
            ? lease
            : throw new HttpBackendException(HttpFailure.Denied, "unable to authenticate: the answer to the login holds no token");
    }

    private async Task<bool> IsKnownAsync(string token, CancellationToken cancellationToken)
    {
        try
        {
            await store.SendAsync(Call(HttpMethod.Get, "token/lookup-self", "asking about the token", token), cancellationToken)
                .ConfigureAwait(false);
            return true;
        }
        catch (HttpBackendException refused) when (refused.Failure == HttpFailure.Denied)
        {
            return false;
        }
    }

    private async Task AcceptAsync(VaultLease lease)
    {
        await StopRenewalAsync().ConfigureAwait(false);
        _lease = lease;
        if (lease.CanBeRenewed(clock))
        {
            _renewalStop = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
            _renewal = RenewUntilStoppedAsync(lease, _renewalStop.Token);
        }
    }

    private async Task StopRenewalAsync()
    {
        if (_renewalStop is { } stop)
        {
            _renewalStop = null;
            await stop.CancelAsync().ConfigureAwait(false);
            await _renewal.ConfigureAwait(false);
            stop.Dispose();
        }
    }

    // Ends with the token's lifetime, or when it can no longer be renewed: the next caller logs in.
    private async Task RenewUntilStoppedAsync(VaultLease lease, CancellationToken stop)
    {
        var failures = 0;
        try
        {
            while (lease.CanBeRenewed(clock))
            {
                await Task.Delay(PauseBefore(lease, failures), clock, stop).ConfigureAwait(false);
                try
                {
                    lease = await RenewAsync(lease, stop).ConfigureAwait(false);
                    _lease = lease;
                    failures = 0;
                }
                catch (HttpBackendException failed) when (failed.Failure == HttpFailure.Denied)
                {
                    _lease = null;
                    return;
                }
                catch (Exception failed) when (failed is not OperationCanceledException)
                {
                    // For any failure, there is time for a retry before the token expires, and for a login then.
                    failures++;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Another token is in use, or none anymore.
        }
    }

    // A lifetime may be longer than a timer supports. Renewing it early does no harm.
    private TimeSpan PauseBefore(VaultLease lease, int failures)
    {
        var pause = failures == 0
            ? (lease.Life * RenewalPoint) - clock.GetElapsedTime(lease.Since)
            : Backoff.After(failures, RenewalPauses);
        return pause < MinPause ? MinPause : pause < Timers.MaxDelay ? pause : Timers.MaxDelay;
    }

    private async Task<VaultLease> RenewAsync(VaultLease lease, CancellationToken cancellationToken)
    {
        var since = clock.GetTimestamp();
        var call = Call(HttpMethod.Put, "token/renew-self", "renewing the token", lease.Token) with { Body = "{}"u8.ToArray() };
        var reply = await store.SendAsync(call, cancellationToken).ConfigureAwait(false);
        return VaultJson.Parse(call, reply, root => VaultJson.ReadLease(root, since)) ?? lease with { IsRenewable = false };
    }

    private HttpCall Call(HttpMethod method, string path, string what, string? token) =>
        new(method, "/v1/auth/" + path, what) { Headers = Headers(token), FollowsRedirect = true };
}
