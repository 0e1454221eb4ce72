using System.Text;
using Confd.GoTemplate.Parsing;

namespace Confd.GoTemplate.Tests.Parsing;

/// <summary>Rows are number nodes of Go's <c>text/template/parse</c>: a constant under each type that can hold it, or the error.</summary>
public sealed class NumberReaderTests
{
    [Theory]
    [InlineData("0", 0L, 0UL, 0d, "")]
    [InlineData("1", 1L, 1UL, 1d, "")]
    [InlineData("-1", -1L, null, -1d, "")]
    [InlineData("+1", 1L, null, 1d, "")]
    [InlineData("73", 73L, 73UL, 73d, "")]
    [InlineData("07", 7L, 7UL, 7d, "")]
    [InlineData("08", null, null, null, "integer overflow: \"08\"")]
    [InlineData("-0", 0L, 0UL, 0d, "")]
    [InlineData("1_0", 10L, 10UL, 10d, "")]
    [InlineData("0x10", 16L, 16UL, 16d, "")]
    [InlineData("0b11", 3L, 3UL, 3d, "")]
    [InlineData("0o17", 15L, 15UL, 15d, "")]
    [InlineData("1.5", null, null, 1.5, "")]
    [InlineData("-1.5", null, null, -1.5, "")]
    [InlineData("1.", 1L, 1UL, 1d, "")]
    [InlineData(".5", null, null, 0.5, "")]
    [InlineData("1e3", 1000L, 1000UL, 1000d, "")]
    [InlineData("1e-3", null, null, 0.001, "")]
    [InlineData("1E2", 100L, 100UL, 100d, "")]
    [InlineData("1e19", null, 10000000000000000000UL, 1e+19, "")]
    [InlineData("1e400", null, null, null, "illegal number syntax: \"1e400\"")]
    [InlineData("9223372036854775807", 9223372036854775807L, 9223372036854775807UL, 9.223372036854776e+18, "")]
    [InlineData("9223372036854775808", null, 9223372036854775808UL, 9.223372036854776e+18, "")]
    [InlineData("18446744073709551615", null, 18446744073709551615UL, 1.8446744073709552e+19, "")]
    [InlineData("18446744073709551616", null, null, null, "integer overflow: \"18446744073709551616\"")]
    [InlineData("-9223372036854775808", long.MinValue, null, -9.223372036854776e+18, "")]
    [InlineData("-9223372036854775809", null, null, null, "integer overflow: \"-9223372036854775809\"")]
    [InlineData("0x7fffffffffffffff", 9223372036854775807L, 9223372036854775807UL, 9.223372036854776e+18, "")]
    [InlineData("0xffffffffffffffff", null, 18446744073709551615UL, 1.8446744073709552e+19, "")]
    [InlineData("0x10000000000000000", null, null, null, "illegal number syntax: \"0x10000000000000000\"")]
    [InlineData("1i", null, null, null, "")]
    [InlineData("1.5i", null, null, null, "")]
    [InlineData("0i", 0L, 0UL, 0d, "")]
    [InlineData("-2i", null, null, null, "")]
    [InlineData("1e3i", null, null, null, "")]
    [InlineData("0x1p4i", null, null, null, "")]
    [InlineData("1+2i", null, null, null, "")]
    [InlineData("1+0i", 1L, 1UL, 1d, "")]
    [InlineData("1.5+0i", null, null, 1.5, "")]
    [InlineData("-3-0i", -3L, null, -3d, "")]
    [InlineData("1e3+1i", null, null, null, "")]
    [InlineData("0x1p3", 8L, 8UL, 8d, "")]
    [InlineData("0x1.8p0", null, null, 1.5, "")]
    [InlineData("0x1e", 30L, 30UL, 30d, "")]
    [InlineData("0xep", null, null, null, "illegal number syntax: \"0xep\"")]
    [InlineData("'a'", 97L, 97UL, 97d, "")]
    [InlineData("'\\n'", 10L, 10UL, 10d, "")]
    [InlineData("'\\x41'", 65L, 65UL, 65d, "")]
    [InlineData("'☃'", 9731L, 9731UL, 9731d, "")]
    [InlineData("'\\''", 39L, 39UL, 39d, "")]
    [InlineData("'\\u2603'", 9731L, 9731UL, 9731d, "")]
    [InlineData("''", null, null, null, "invalid syntax")]
    [InlineData("'ab'", null, null, null, "malformed character constant: 'ab'")]
    [InlineData("'\\z'", null, null, null, "invalid syntax")]
    [InlineData("1e_3", null, null, null, "illegal number syntax: \"1e_3\"")]
    [InlineData("0_", null, null, null, "illegal number syntax: \"0_\"")]
    [InlineData("1__1", null, null, null, "illegal number syntax: \"1__1\"")]
    [InlineData("1e18", 1000000000000000000L, 1000000000000000000UL, 1e+18, "")]
    [InlineData("9.5e18", null, 9500000000000000000UL, 9.5e+18, "")]
    [InlineData("123456789123456789", 123456789123456789L, 123456789123456789UL, 1.2345678912345678e+17, "")]
    [InlineData("1.0", 1L, 1UL, 1d, "")]
    [InlineData("-1.0", -1L, null, -1d, "")]
    [InlineData("2e0", 2L, 2UL, 2d, "")]
    [InlineData("'0'", 48L, 48UL, 48d, "")]
    [InlineData("'\\000'", 0L, 0UL, 0d, "")]
    public void Read_Constant_HasGosTypes(string constant, long? integer, ulong? unsigned, double? real, string problem)
    {
        var bytes = Encoding.UTF8.GetBytes(constant);
        var lexer = new Lexer([.. "{{"u8, .. bytes, .. "}}"u8], "{{", "}}", breakIsKeyword: true, continueIsKeyword: true);
        lexer.Read(out _);
        lexer.Read(out var token);
        var node = NumberReader.Read(token.Kind, token.Position, bytes, out var found);
        found.ShouldBe(problem);
        (node?.Integer, node?.Unsigned, node?.Float).ShouldBe((integer, unsigned, real));
        if (node is not null)
        {
            (node.Text, node.ToString(), node.Position).ShouldBe((constant, constant, 2));
        }
    }
}
