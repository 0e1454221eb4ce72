using System.Buffers;
using System.Globalization;
using System.Text;
using Confd.Toml.Parsing;

namespace Confd.Toml.Tests.Parsing;

public sealed class TomlScannerTests
{
    [Fact]
    public void PositionOf_AnyOrder_CountsCharactersAndLines()
    {
        var scanner = New("é☃\r\n😀x");
        scanner.PositionOf(0).ShouldBe(new SourcePosition(1, 1));
        scanner.PositionOf(5).ShouldBe(new SourcePosition(1, 3));
        scanner.PositionOf(11).ShouldBe(new SourcePosition(2, 2));
        scanner.PositionOf(2).ShouldBe(new SourcePosition(1, 2));
    }

    [Fact]
    public void Position_BehindAByteOrderMark_StartsAtTheFirstColumn()
    {
        var scanner = New("\uFEFFa");
        (scanner.Next, scanner.Offset, scanner.Position).ShouldBe(((byte)'a', 3, new SourcePosition(1, 1)));
    }

    [Fact]
    public void PositionOf_EarlierLineBehindAByteOrderMark_StartsAtTheFirstColumn()
    {
        var scanner = New("\uFEFFab\ncd");
        scanner.PositionOf(7).ShouldBe(new SourcePosition(2, 2));
        scanner.PositionOf(4).ShouldBe(new SourcePosition(1, 2));
    }

    [Theory]
    [InlineData("[t#.x]\na = 1\n")]
    [InlineData("[[t#.x]]\na = 1\n")]
    [InlineData("t#.x.y = { a.b = [1, 2], c.d = 3 }\n")]
    public void PositionOf_WholeDocuments_CountEachByteAFewTimesAtMost(string line)
    {
        var numbers = Enumerable.Range(0, 500).Select(index => index.ToString(CultureInfo.InvariantCulture));
        var text = string.Concat(numbers.Select(number => line.Replace("#", number, StringComparison.Ordinal)));
        var scanner = New(text);

        new TomlParser(scanner, CancellationToken.None).ReadDocument().Count.ShouldBe(500);

        scanner.BytesCounted.ShouldBeInRange(text.Length / 2, text.Length * 5L);
    }

    [Fact]
    public void SkipBlanksAndLines_CommentsBetween_EndsAtTheNextValue()
    {
        var scanner = New(" \t# one\r\n\n  # two\n x");
        scanner.SkipBlanksAndLines();
        scanner.Next.ShouldBe((byte)'x');
    }

    [Theory]
    [InlineData("", "the end of the file")]
    [InlineData("\n", "the end of the line")]
    [InlineData("\r\n", "the end of the line")]
    [InlineData("\u0007", "control character U+0007")]
    [InlineData("\u007F", "control character U+007F")]
    [InlineData("☃", "'☃'")]
    [InlineData("😀", "'😀'")]
    public void DescribeNext_Text_IsEscaped(string text, string expected) => New(text).DescribeNext().ShouldBe(expected);

    [Fact]
    public void TryTake_OtherText_TakesNothing()
    {
        var scanner = New("abc");
        scanner.TryTake("abd"u8).ShouldBeFalse();
        scanner.Offset.ShouldBe(0);
        scanner.TryTake("ab"u8).ShouldBeTrue();
        scanner.TryTake("cd"u8).ShouldBeFalse();
        (scanner.Offset, scanner.IsAtEnd).ShouldBe((2, false));
    }

    [Fact]
    public void TakeWhile_ToTheEnd_ReturnsTheText()
    {
        var scanner = New("aab");
        Encoding.ASCII.GetString(scanner.TakeWhile(SearchValues.Create("a"u8))).ShouldBe("aa");
        Encoding.ASCII.GetString(scanner.TakeWhile(SearchValues.Create("b"u8))).ShouldBe("b");
        (scanner.IsAtEnd, scanner.Next).ShouldBe((true, TomlScanner.End));
    }

    [Theory]
    [InlineData("# \0")]
    [InlineData("# \u001F")]
    [InlineData("# \u007F")]
    [InlineData("# \r")]
    public void SkipComment_ControlCharacter_IsRefused(string text)
        => Should.Throw<TomlException>(() => New(text).SkipComment()).Position.ShouldBe(new SourcePosition(1, 3));

    private static TomlScanner New(string text) => new(Encoding.UTF8.GetBytes(text), "f.toml", TomlVersion.Toml11);
}
