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
}
