using Confd.Backends.Http.Connections;
using Confd.Backends.Http.Vault;
using Microsoft.AspNetCore.Http;

namespace Confd.Backends.Http.Tests.Vault;

public sealed class VaultSessionTests : IAsyncLifetime
{
    private readonly HookedClock _clock = new();
    private VaultStandIn _vault = null!;
    private HttpStore _store = null!;
    private VaultSession _session = null!;

    public async ValueTask InitializeAsync()
    {
        _vault = await VaultStandIn.StartAsync();
        _vault.Logins["cert/login"] = "{}";
        var section = new BackendSection("vault", new Dictionary<BackendOption, object>
        {
            [VaultBackendFactory.Node] = new[] { _vault.Address },
            [VaultBackendFactory.AuthType] = "cert",
        });
        var settings = VaultSettings.Read(section, _ => null);
        var retry = new BackendRetry { BaseDelay = TimeSpan.FromMilliseconds(1) };
        _store = new HttpStore(
            settings.CreateNodes(TimeSpan.FromSeconds(5)),
            new HttpStoreOptions { Product = "Vault", Retry = retry, Clock = TimeProvider.System });
        _session = new VaultSession(_store, settings, _clock);
    }

    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync();
        _store.Dispose();
        await _vault.DisposeAsync();
    }

    [Fact]
    public async Task Token_DiscardedByAnotherReaderWhileReturned_IsReturned()
    {
        // The session asks for the time when it logs in, and then before it keeps what it has got.
        _clock.OnAsked(2, async () =>
        {
            _vault.Expire();
            (await _session.DiscardIfUnknownAsync("s.1", Cancellation)).ShouldBeTrue();
        });

        (await _session.TokenAsync(Cancellation)).ShouldBe("s.1");

        (await _session.TokenAsync(Cancellation)).ShouldBe("s.2");
    }

    [Fact]
    public async Task GiveUp_AnotherReaderHasLoggedInMeanwhile_KeepsTheNewToken()
    {
        await _session.TokenAsync(Cancellation);
        _vault.Expire();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _vault.Instead = async context =>
        {
            _vault.Instead = null;
            asked.SetResult();
            await answer.Task.WaitAsync(Cancellation);
            context.Response.StatusCode = 403;
            await context.Response.WriteAsync("""{"errors":["permission denied"]}""", Cancellation);
        };
        var slow = _session.DiscardIfUnknownAsync("s.1", Cancellation);
        await asked.Task.WaitAsync(Cancellation);
        (await _session.DiscardIfUnknownAsync("s.1", Cancellation)).ShouldBeTrue();
        (await _session.TokenAsync(Cancellation)).ShouldBe("s.2");

        answer.SetResult();

        (await slow).ShouldBeTrue();
        (await _session.TokenAsync(Cancellation)).ShouldBe("s.2");
        _vault.LoginCount.ShouldBe(2);
    }

    [Fact]
    public async Task Dispose_DuringALogin_EndsTheLogin()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _vault.Instead = async context =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        };
        var token = _session.TokenAsync(Cancellation);
        await asked.Task.WaitAsync(Cancellation);

        await _session.DisposeAsync();

        await Should.ThrowAsync<ObjectDisposedException>(() => token.WaitAsync(TimeSpan.FromSeconds(30), Cancellation));
        await Should.ThrowAsync<ObjectDisposedException>(() => _session.TokenAsync(Cancellation));
        _vault.LoginCount.ShouldBe(0);
    }

    /// <summary>The system's clock; a callback runs during one of its calls.</summary>
    private sealed class HookedClock : TimeProvider
    {
        private int _left = -1;
        private Func<Task>? _meanwhile;

        public void OnAsked(int times, Func<Task> meanwhile) => (_left, _meanwhile) = (times, meanwhile);

        public override long GetTimestamp()
        {
            if (Interlocked.Decrement(ref _left) == 0)
            {
                Task.Run(_meanwhile!).GetAwaiter().GetResult();
            }

            return base.GetTimestamp();
        }
    }
}
