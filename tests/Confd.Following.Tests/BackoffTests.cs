using Confd.TestSupport;

namespace Confd.Following.Tests;

public sealed class BackoffTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Next_FailuresInARow_DoublesUpToTheLimit()
    {
        var backoff = Make(Jitter.None);
        double[] seconds = [.. Enumerable.Range(0, 7).Select(_ => backoff.Next().TotalSeconds)];
        seconds.ShouldBe([1, 2, 4, 8, 16, 30, 30]);
        backoff.Failures.ShouldBe(7);
    }

    [Theory]
    [InlineData(Jitter.None, 0.5, 4)]
    [InlineData(Jitter.Half, 0, 2)]
    [InlineData(Jitter.Half, 0.5, 3)]
    [InlineData(Jitter.Full, 0, 0)]
    [InlineData(Jitter.Full, 0.5, 2)]
    public void After_Jitter_RandomizesItsPart(Jitter jitter, double chance, double seconds) =>
        Backoff.After(3, Options(jitter) with { Random = () => chance }).TotalSeconds.ShouldBe(seconds);

    [Fact]
    public void After_NegativeTimes_WaitsForNothing() => Backoff.After(
        2, Options(Jitter.Half) with { BaseDelay = TimeSpan.FromSeconds(-1), MaxDelay = TimeSpan.FromSeconds(-1) }).ShouldBe(TimeSpan.Zero);

    [Fact]
    public void After_FirstIsExact_RandomizesOnlyLaterOnes()
    {
        var options = Options(Jitter.Half) with { IsFirstExact = true, Random = () => 0 };
        Backoff.After(1, options).ShouldBe(TimeSpan.FromSeconds(1));
        Backoff.After(2, options).ShouldBe(TimeSpan.FromSeconds(1));
        Backoff.After(3, options).ShouldBe(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void After_ThousandsOfFailures_IsTheLimit() => Backoff.After(100_000, Options(Jitter.None)).ShouldBe(TimeSpan.FromSeconds(30));

    [Fact]
    public void After_NoFailure_IsRefused() => Should.Throw<ArgumentOutOfRangeException>(() => Backoff.After(0, Options(Jitter.None)));

    [Fact]
    public void Next_AfterSuccess_BeginsAgain()
    {
        var backoff = Make(Jitter.None);
        backoff.Next();
        backoff.Next();
        backoff.Succeeded();
        backoff.Next().ShouldBe(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Next_SuccessShorterThanTheGoodTime_KeepsGrowing()
    {
        var backoff = new Backoff(Options(Jitter.None) with { ResetAfter = TimeSpan.FromMinutes(1) }, _clock);
        backoff.Next();
        backoff.Succeeded();
        _clock.Advance(TimeSpan.FromSeconds(59));
        backoff.Succeeded();
        backoff.Next().ShouldBe(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void Next_SuccessForTheGoodTime_BeginsAgain()
    {
        var backoff = new Backoff(Options(Jitter.None) with { ResetAfter = TimeSpan.FromMinutes(1) }, _clock);
        backoff.Next();
        backoff.Succeeded();
        _clock.Advance(TimeSpan.FromMinutes(1));
        backoff.Succeeded();
        backoff.Next().ShouldBe(TimeSpan.FromSeconds(1));
    }

    private static BackoffOptions Options(Jitter jitter) =>
        new() { BaseDelay = TimeSpan.FromSeconds(1), MaxDelay = TimeSpan.FromSeconds(30), Jitter = jitter };

    private Backoff Make(Jitter jitter) => new(Options(jitter), _clock);
}
