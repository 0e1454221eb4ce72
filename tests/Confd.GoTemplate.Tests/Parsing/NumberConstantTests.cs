using Confd.GoTemplate.Tests.Support;

namespace Confd.GoTemplate.Tests.Parsing;

/// <summary>Constants in Go syntax; outcomes follow Go's <c>strconv</c> and <c>fmt.Sscan</c>.</summary>
public sealed class NumberConstantTests
{
    [Theory]
    [InlineData("1_000.5", "1000.5")]
    [InlineData("0x1p-2", "0.25")]
    [InlineData("0x1.8p1", "3")]
    [InlineData("0x1p-99999999999", "0")]
    [InlineData("0x0.8p-1074", "0")]
    [InlineData("0x1.8p-1074", "1e-323")]
    [InlineData("0x1.fffffffffffff8p0", "2")]
    [InlineData("-0", "0")]
    [InlineData("-0.0", "-0")]
    [InlineData("+5", "5")]
    [InlineData("0b1_0", "2")]
    [InlineData("017", "15")]
    [InlineData("0o17", "15")]
    [InlineData("1e3", "1000")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("-9223372036854775808", "-9223372036854775808")]
    [InlineData("1+2i", "(1+2i)")]
    [InlineData("1e-2-3.5e+1i", "(0.01-35i)")]
    [InlineData("0x1p1+0x1p2i", "(2+4i)")]
    [InlineData("-1-0i", "(-1-0i)")]
    [InlineData("5i", "(0+5i)")]
    [InlineData("'\\u2603'", "9731")]
    [InlineData("'\\''", "39")]
    [InlineData("'\\377'", "255")]
    public void Parse_Constant_HasItsValue(string constant, string expected)
        => Rendering.Render("{{" + constant + "}}").ShouldBe(expected);

    [Theory]
    [InlineData("1e400", "illegal number syntax: \"1e400\"")]
    [InlineData("0x1p99999999999", "illegal number syntax: \"0x1p99999999999\"")]
    [InlineData("1e400+2i", "strconv.ParseFloat: parsing \"1e400\": value out of range")]
    [InlineData("1+1ei", "strconv.ParseFloat: parsing \"+1e\": invalid syntax")]
    [InlineData("0x1+1i", "strconv.ParseFloat: parsing \"0x1\": invalid syntax")]
    [InlineData("0b1+1i", "syntax error scanning complex number")]
    [InlineData("1e+2i+i", "syntax error scanning complex number")]
    [InlineData("1+i", "syntax error scanning complex number")]
    [InlineData("0xi", "illegal number syntax: \"0xi\"")]
    [InlineData("1_", "illegal number syntax: \"1_\"")]
    [InlineData("0_x1", "bad number syntax: \"0_x\"")]
    [InlineData("'\\400'", "invalid syntax")]
    [InlineData("''", "invalid syntax")]
    public void Parse_BadConstant_FailsAsInGo(string constant, string reason)
        => Rendering.Fail("{{" + constant + "}}").Reason.ShouldBe(reason);
}
