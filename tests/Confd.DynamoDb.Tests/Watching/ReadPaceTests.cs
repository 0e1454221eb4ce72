using Confd.DynamoDb.Watching;

namespace Confd.DynamoDb.Tests.Watching;

public sealed class ReadPaceTests
{
    private static readonly TimeSpan Usual = TimeSpan.FromMilliseconds(500);

    [Fact]
    public void Next_NoFailure_IsTheDefaultWait()
    {
        var pace = new ReadPace(Usual, () => 0.1);

        pace.Recover();

        pace.Next.ShouldBe(Usual);
    }

    [Fact]
    public void Widen_AgainAndAgain_DoublesToFifteenSeconds()
    {
        var pace = new ReadPace(Usual, () => 1);
        var waits = new List<double>();

        for (var round = 0; round < 7; round++)
        {
            pace.Widen();
            waits.Add(pace.Next.TotalSeconds);
        }

        waits.ShouldBe([1, 2, 4, 8, 15, 15, 15]);
    }

    [Fact]
    public void Next_Widened_IsDrawnFromTheUpperHalf()
    {
        var draws = new Queue<double>([0, 0.5, 1]);
        var pace = new ReadPace(Usual, draws.Dequeue);
        pace.Widen();

        new[] { pace.Next, pace.Next, pace.Next }.Select(wait => wait.TotalMilliseconds).ShouldBe([500, 750, 1000]);
    }

    [Fact]
    public void Recover_AfterTheLongestWait_ShortensItSlowly()
    {
        var pace = new ReadPace(Usual, () => 1);
        for (var round = 0; round < 10; round++)
        {
            pace.Widen();
        }

        var rounds = 0;
        for (var last = pace.Next; pace.Next > Usual; rounds++)
        {
            pace.Recover();
            pace.Next.ShouldBeLessThan(last);
            (last / pace.Next).ShouldBeLessThan(1.06);
            last = pace.Next;
        }

        rounds.ShouldBeInRange(50, 100);
    }
}
