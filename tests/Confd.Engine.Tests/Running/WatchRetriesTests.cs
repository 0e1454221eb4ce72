using Confd.Engine.Resources;
using Confd.Engine.Running;
using Confd.Engine.Updating;

namespace Confd.Engine.Tests.Running;

public sealed class WatchRetriesTests
{
    private static readonly EngineOptions Options = new() { ConfigDirectory = "/c" };

    private readonly OpenedResource _one = Resource("/one.toml");
    private readonly OpenedResource _two = Resource("/two.toml");
    private readonly OpenedResource _three = Resource("/three.toml");

    [Fact]
    public void After_BackendThatCannotBeRead_IsTriedSoonThenMoreRarelyUpToTheInterval()
    {
        var retries = new WatchRetries(Options with { WatchErrorBackoff = Seconds(2), Interval = Seconds(10) });

        for (var round = 0; round < 5; round++)
        {
            Delays(retries, Failed(_one, isBackend: true)).ShouldBe([Seconds(Math.Min(2 << round, 10))]);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void After_BackoffOfZero_StillPauses(int seconds)
    {
        var retries = new WatchRetries(Options with { WatchErrorBackoff = Seconds(seconds), Interval = Seconds(10) });

        Delays(retries, Failed(_one, isBackend: true)).ShouldBe([TimeSpan.FromMilliseconds(100)]);
        Delays(retries, Failed(_one, isBackend: true)).ShouldBe([TimeSpan.FromMilliseconds(200)]);
    }

    [Fact]
    public void After_Success_BeginsAgain()
    {
        var retries = new WatchRetries(Options with { WatchErrorBackoff = Seconds(2), Interval = Seconds(60) });
        Delays(retries, Failed(_one, isBackend: true)).ShouldBe([Seconds(2)]);
        Delays(retries, Failed(_one, isBackend: true)).ShouldBe([Seconds(4)]);

        retries.After([_one], []).ShouldBeEmpty();

        Delays(retries, Failed(_one, isBackend: true)).ShouldBe([Seconds(2)]);
    }

    [Fact]
    public void After_OtherFailure_IsTriedAtTheInterval()
    {
        var retries = new WatchRetries(Options with { Interval = Seconds(60) });

        Delays(retries, Failed(_one, isBackend: false)).ShouldBe([Seconds(60)]);
        Delays(retries, Failed(_one, isBackend: false)).ShouldBe([Seconds(60)]);
    }

    [Theory]
    [InlineData(FailureMode.BestEffort, "/two.toml 5")]
    [InlineData(FailureMode.FailFast, "/two.toml 5, /three.toml 5")]
    public void After_FailureThatStoppedTheCycle_RetriesTheFollowingResourcesToo(FailureMode mode, string expected)
    {
        var retries = new WatchRetries(Options with { WatchErrorBackoff = Seconds(5), FailureMode = mode });

        var tried = retries.After([_one, _two, _three], [Failed(_two, isBackend: true)]);

        string.Join(", ", tried.Select(retry => $"{retry.Resource.Resource.Path} {retry.Delay.TotalSeconds}")).ShouldBe(expected);
    }

    [Fact]
    public void After_ResourcesThatFailTogether_HaveSeparateDelays()
    {
        var retries = new WatchRetries(Options with { WatchErrorBackoff = Seconds(2), Interval = Seconds(60) });
        Delays(retries, Failed(_one, isBackend: true)).ShouldBe([Seconds(2)]);

        retries.After([_one, _two], [Failed(_one, isBackend: true), Failed(_two, isBackend: true)])
            .Select(retry => retry.Delay).ShouldBe([Seconds(4), Seconds(2)]);
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    private static IEnumerable<TimeSpan> Delays(WatchRetries retries, CycleFailure failure) =>
        [.. retries.After([failure.Resource], [failure]).Select(retry => retry.Delay)];

    private static CycleFailure Failed(OpenedResource resource, bool isBackend) =>
        new(resource, new UpdateFailure(resource.Resource.Path, "no"), isBackend);

    private static OpenedResource Resource(string path) => new(
        new Resource { Path = path, Source = "", Destination = "/d", Prefix = "/", LookupKeys = [], UserId = 0, GroupId = 0 }, []);
}
