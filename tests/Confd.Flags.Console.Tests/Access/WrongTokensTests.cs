using Confd.Flags.Console.Access;
using Confd.TestSupport;

namespace Confd.Flags.Console.Tests.Access;

public sealed class WrongTokensTests
{
    [Fact]
    public void Add_Many_TellsOnceAMinuteHowMany()
    {
        var (clock, log) = (new FakeTimeProvider(), new RecordedLog());
        var wrong = new WrongTokens(clock, log);

        for (var attempt = 0; attempt < 100; attempt++)
        {
            wrong.Add($"203.0.113.{attempt}");
        }

        clock.Advance(TimeSpan.FromSeconds(59));
        wrong.Add("203.0.113.200");
        clock.Advance(TimeSpan.FromSeconds(1));
        wrong.Add("203.0.113.201");

        log.Lines.ShouldBe(
        [
            "Warning A wrong token for the console was shown from 203.0.113.0; with it 1 since this was said last",
            "Warning A wrong token for the console was shown from 203.0.113.201; with it 101 since this was said last",
        ]);
    }
}
