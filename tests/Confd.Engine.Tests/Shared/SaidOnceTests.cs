using Confd.Shared;

namespace Confd.Engine.Tests.Shared;

public sealed class SaidOnceTests
{
    [Fact]
    public void Say_Again_IsHeardOnlyAfterItWasOver()
    {
        var once = new SaidOnce();
        var heard = 0;

        once.Say(() => heard++);
        once.Say(() => heard++);
        (heard, once.IsSaid).ShouldBe((1, true));

        once.Forget();
        once.IsSaid.ShouldBeFalse();
        once.Say(() => heard++);
        heard.ShouldBe(2);
    }

    [Fact]
    public void Say_Reasons_AreHeardWhenTheyChange()
    {
        var once = new SaidOnce();
        var heard = new List<string>();
        foreach (var reason in (string[])["throttled, 3 attempts", "throttled, 14 attempts", "no such table", "throttled, 1 attempt"])
        {
            once.Say(SaidOnce.WithoutNumbers(reason), () => heard.Add(reason));
        }

        heard.ShouldBe(["throttled, 3 attempts", "no such table", "throttled, 1 attempt"]);
        once.Forget().ShouldBeTrue();
        once.Forget().ShouldBeFalse();
    }
}
