using Amazon.Runtime;
using Amazon.Util.Internal;
using Confd.Aws.Connections;
using Confd.TestSupport;

namespace Confd.Aws.Tests.Connections;

/// <summary>How often a source of credentials is asked.</summary>
public sealed class CachedCredentialsTests
{
    private readonly FakeTimeProvider _clock = new();

    [Theory]
    [InlineData(14 * 60, 30)]
    [InlineData(240, 30)]
    [InlineData(40, 20)]
    [InlineData(30, 15)]
    [InlineData(1, 1)]
    public async Task GetCredentials_NearTheirEnd_AsksOnceInHalfOfTheTimeLeftAndAtMostOnceIn30Seconds(int left, int seconds)
    {
        var source = new Source(_clock) { Left = TimeSpan.FromSeconds(left) };
        var held = new CachedCredentials(source, _clock);

        for (var i = 0; i < 10; i++)
        {
            (await held.GetCredentialsAsync()).AccessKey.ShouldBe("KEY1");
        }

        source.Asked.ShouldBe(1);
        _clock.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(10));
        await held.GetCredentialsAsync();
        source.Asked.ShouldBe(1);
        _clock.Advance(TimeSpan.FromMilliseconds(20));
        await held.GetCredentialsAsync();
        await Eventually.IsSoAsync(() => source.Asked == 2, Cancellation);
    }

    [Fact]
    public async Task GetCredentials_NeverExpire_AreTaken()
    {
        var source = new Source(_clock) { Left = null };

        (await new CachedCredentials(source, _clock).GetCredentialsAsync()).AccessKey.ShouldBe("KEY1");
    }

    [Fact]
    public async Task GetCredentials_Expired_AreRenewedAtOnce()
    {
        var source = new Source(_clock) { Left = TimeSpan.FromSeconds(50) };
        var held = new CachedCredentials(source, _clock);
        await held.GetCredentialsAsync();

        // A frozen machine: the wall clock goes on.
        _clock.Advance(TimeSpan.FromHours(2));

        (await held.GetCredentialsAsync()).AccessKey.ShouldBe("KEY2");
    }

    public static TheoryData<Exception> Failures => [new AmazonClientException("no login"), new TaskCanceledException("no answer in time")];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task GetCredentials_CannotBeRenewed_AreUsedWhileValidAndFailAfterwards(Exception failure)
    {
        var source = new Source(_clock) { Left = TimeSpan.FromSeconds(50) };
        var held = new CachedCredentials(source, _clock);
        await held.GetCredentialsAsync();
        source.Failure = failure;

        for (var second = 0; second < 20; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(second == 0 ? 26 : 1));
            (await held.GetCredentialsAsync()).AccessKey.ShouldBe("KEY1");
        }

        _clock.Advance(TimeSpan.FromSeconds(6));

        (await Should.ThrowAsync<Exception>(() => held.GetCredentialsAsync())).ShouldBeOfType(failure.GetType());
        (await Should.ThrowAsync<Exception>(() => held.GetCredentialsAsync())).ShouldBeOfType(failure.GetType());
        source.Failure = null;
        _clock.Advance(TimeSpan.FromSeconds(2));
        (await held.GetCredentialsAsync()).AccessKey.ShouldBe($"KEY{source.Asked}");
    }

    [Fact]
    public async Task GetCredentials_SourceDoesNotAnswer_ValidOnesAreUsedWithoutAWait()
    {
        var source = new Source(_clock) { Left = TimeSpan.FromSeconds(50) };
        var held = new CachedCredentials(source, _clock);
        await held.GetCredentialsAsync();
        source.Gate = new TaskCompletionSource();
        _clock.Advance(TimeSpan.FromSeconds(26));

        (await held.GetCredentialsAsync()).AccessKey.ShouldBe("KEY1");

        source.Gate.SetResult();
        await Eventually.IsSoAsync(
            async () => (await held.GetCredentialsAsync()).AccessKey == "KEY2", Cancellation);
    }

    private sealed class Source : RefreshingAWSCredentials
    {
        private readonly FakeTimeProvider _clock;

        public Source(FakeTimeProvider clock)
            : base(new SdkClock(clock))
        {
            _clock = clock;
            PreemptExpiryTime = TimeSpan.FromMinutes(15);
        }

        public TimeSpan? Left { get; init; }

        public Exception? Failure { get; set; }

        public TaskCompletionSource? Gate { get; set; }

        public int Asked { get; private set; }

        protected override async Task<CredentialsRefreshState> GenerateNewCredentialsAsync()
        {
            Asked++;
            await (Gate?.Task ?? Task.CompletedTask);
            return Failure is { } failure
                ? throw failure
                : new CredentialsRefreshState(
                    new ImmutableCredentials($"KEY{Asked}", "secret", "token"),
                    Left is { } left ? (_clock.GetUtcNow() + left).UtcDateTime : DateTime.MaxValue,
                    new SdkClock(_clock));
        }
    }

    private sealed class SdkClock(FakeTimeProvider clock) : ITimeProvider
    {
        public DateTime CorrectedUtcNow => clock.GetUtcNow().UtcDateTime;
    }
}
