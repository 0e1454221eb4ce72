using Confd.DynamoDb.Journal;
using Confd.TestSupport;

namespace Confd.DynamoDb.Tests.Journal;

public sealed class LeaseWatchTests
{
    private static readonly JournalHead Head = JournalHead.Empty with
    {
        Position = 3,
        Fence = 2,
        Beat = 10,
        Served = 5,
        Owner = "somebody",
    };

    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(3);

    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void IsFree_HeadNoLongerChanges_AfterTheLease()
    {
        var watch = new LeaseWatch(_clock);
        watch.Observe(Head);
        _clock.Advance(Lease - TimeSpan.FromMilliseconds(1));
        watch.Observe(Head);
        watch.IsFree(Head, Lease).ShouldBeFalse();
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        watch.IsFree(Head, Lease).ShouldBeTrue();
    }

    [Fact]
    public void IsFree_WriterHasLeft_AtOnce() => new LeaseWatch(_clock).IsFree(Head.Released("w"), Lease).ShouldBeTrue();

    [Fact]
    public void Observe_ResponseOlderThanTheLast_IsIgnored()
    {
        var watch = new LeaseWatch(_clock);
        watch.Observe(Head.Next(0, "w"));
        _clock.Advance(TimeSpan.FromSeconds(2));
        watch.Observe(Head);
        watch.StoodStill.ShouldBe(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void Observe_JournalWasRecreated_CountsAsAChange()
    {
        var watch = new LeaseWatch(_clock);
        watch.Observe(Head);
        _clock.Advance(Lease);
        watch.Observe(JournalHead.Empty with { Id = "another" });
        (watch.StoodStill, watch.Unserved).ShouldBe((TimeSpan.Zero, TimeSpan.Zero));
    }

    [Fact]
    public void Unserved_WriterOnlyOpensTheStream_GrowsAlthoughTheHeadChanges()
    {
        var watch = new LeaseWatch(_clock);
        watch.Observe(Head);
        var head = Head;
        for (var second = 0; second < 40; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            watch.Observe(head = head.Opening($"{second}"));
        }

        watch.StoodStill.ShouldBe(TimeSpan.Zero);
        watch.Unserved.ShouldBe(TimeSpan.FromSeconds(40));
        watch.Observe(head.Next(0, "served"));
        watch.Unserved.ShouldBe(TimeSpan.Zero);
    }
}
