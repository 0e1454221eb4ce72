using Confd.Shared;

namespace Confd.Flags.Service.Tests.Revisions;

public sealed class RetryingLazyTests
{
    [Fact]
    public void Value_FactoryFailsAtFirst_IsCreatedOnTheNextCall()
    {
        var asked = 0;
        var made = new RetryingLazy<string>(() => ++asked == 1 ? throw new InvalidOperationException() : $"made {asked}");

        Should.Throw<InvalidOperationException>(() => made.Value);

        made.Value.ShouldBe("made 2");
        made.Value.ShouldBe("made 2");
    }

    [Fact]
    public async Task Value_RequestedConcurrently_IsCreatedOnce()
    {
        using var isMaking = new ManualResetEventSlim();
        using var mayEnd = new ManualResetEventSlim();
        var asked = 0;
        var made = new RetryingLazy<string>(() =>
        {
            isMaking.Set();
            mayEnd.Wait(Cancellation);
            return $"made {Interlocked.Increment(ref asked)}";
        });
        var all = Enumerable.Range(0, 3).Select(_ => Task.Run(() => made.Value)).ToArray();

        isMaking.Wait(Cancellation);
        mayEnd.Set();

        (await Task.WhenAll(all)).ShouldAllBe(value => value == "made 1");
    }
}
