using Confd.GoTemplate.Parsing;

namespace Confd.GoTemplate.Tests.Parsing;

public sealed class HexDigitTests
{
    [Fact]
    public void ValueOf_EveryDigitOfBothCases_IsItsPlace()
    {
        "0123456789abcdef".Select(HexDigit.ValueOf).ShouldBe(Enumerable.Range(0, 16));
        "0123456789ABCDEF".Select(HexDigit.ValueOf).ShouldBe(Enumerable.Range(0, 16));
    }
}
