using Confd.Shared;

namespace Confd.GoRegex.Tests;

/// <summary>Go's <c>utf8.DecodeRune</c>: a byte that begins no valid sequence is U+FFFD of width 1 (package documentation).</summary>
public sealed class GoUtf8Tests
{
    [Theory]
    [InlineData("61", 'a', 1)]
    [InlineData("C3A9", 0xE9, 2)]
    [InlineData("E29883", 0x2603, 3)]
    [InlineData("F09F9880", 0x1F600, 4)]
    [InlineData("80", 0xFFFD, 1)]
    [InlineData("C3", 0xFFFD, 1)]
    [InlineData("C080", 0xFFFD, 1)] // overlong
    [InlineData("EDA080", 0xFFFD, 1)] // a surrogate
    [InlineData("F4908080", 0xFFFD, 1)] // above U+10FFFF
    [InlineData("E298", 0xFFFD, 1)]
    [InlineData("FF61", 0xFFFD, 1)]
    [InlineData("F09F988041", 0x1F600, 4)]
    [InlineData("EFBFBD", 0xFFFD, 3)] // written, not made
    public void DecodeFirst_Bytes_GiveGosRuneAndWidth(string hex, int expected, int width)
    {
        var bytes = Convert.FromHexString(hex);
        GoUtf8.DecodeFirst(bytes, out var found).ShouldBe(expected);
        found.ShouldBe(width);
        GoUtf8.IsInvalidAt(bytes).ShouldBe(expected == 0xFFFD && width == 1);
    }

    [Theory]
    [InlineData("4161", 'a', 1)]
    [InlineData("61F09F9880", 0x1F600, 4)]
    [InlineData("E29883FF", 0xFFFD, 1)]
    [InlineData("61E298", 0xFFFD, 1)]
    [InlineData("61EFBFBD", 0xFFFD, 3)] // written, not made
    public void DecodeLast_Bytes_GiveGosRuneAndWidth(string hex, int expected, int width)
    {
        GoUtf8.DecodeLast(Convert.FromHexString(hex), out var found).ShouldBe(expected);
        found.ShouldBe(width);
    }

    [Fact]
    public void CountRunes_InvalidBytes_CountOneEach() =>
        GoUtf8.CountRunes([(byte)'a', 0xFF, 0xE2, 0x98, 0x83, 0xE2, 0x98, (byte)'z']).ShouldBe(6);
}
