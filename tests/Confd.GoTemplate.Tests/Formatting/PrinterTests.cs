using Confd.GoTemplate.Formatting;
using Confd.GoTemplate.Tests.Support;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Tests.Formatting;

/// <summary>How formats are read: rows are Go's <c>fmt.Sprintf</c> of the <see cref="Samples"/> named.</summary>
public sealed class PrinterTests
{
    [Theory]
    [InlineData("%", "", "%!(NOVERB)")]
    [InlineData("%d", "", "%!d(MISSING)")]
    [InlineData("%%", "", "%")]
    [InlineData("%5%", "", "%")]
    [InlineData("100%", "int 42", "100%!(NOVERB)%!(EXTRA int=42)")]
    [InlineData("%d %d", "int 42", "42 %!d(MISSING)")]
    [InlineData("x", "int 42", "x%!(EXTRA int=42)")]
    [InlineData("x", "hello|nil|float 1.5", "x%!(EXTRA string=hello, <nil>, float64=1.5)")]
    [InlineData("%!", "int 42", "%!!(int=42)")]
    [InlineData("%z", "int 42", "%!z(int=42)")]
    [InlineData("%é", "int 42", "%!é(int=42)")]
    [InlineData("%[1]d %[1]v", "int 42", "42 42")]
    [InlineData("%[2]d %[1]d", "int 42|int -7", "-7 42")]
    [InlineData("%[2]d", "int 42|int -7", "-7")]
    [InlineData("%[3]d", "int 42", "%!d(BADINDEX)")]
    [InlineData("%[0]d", "int 42", "%!d(BADINDEX)")]
    [InlineData("%[x]d", "int 42", "%!d(BADINDEX)")]
    [InlineData("%[1d", "int 42", "%!d(BADINDEX)")]
    [InlineData("%[]d", "int 42", "%!d(BADINDEX)")]
    [InlineData("%[-1]d", "int 42", "%!d(BADINDEX)")]
    [InlineData("%*d", "int 34|int 42", "                                42")]
    [InlineData("%-*d|", "int 34|int 42", "42                                |")]
    [InlineData("%*d|", "int -7|int 42", "42     |")]
    [InlineData("%.*f", "int 0|float 1.5", "2")]
    [InlineData("%.*f", "int -7|float 1.5", "%!(BADPREC)1.500000")]
    [InlineData("%*d", "hello|int 42", "%!(BADWIDTH)42")]
    [InlineData("%.*d", "hello|int 42", "%!(BADPREC)42")]
    [InlineData("%*d", "int 42", "%!d(MISSING)")]
    [InlineData("%[2]*[1]d", "int 42|int 34", "                                42")]
    [InlineData("%[3]*.[2]*[1]f", "float 1.5|int 0|int 34", "                                 2")]
    [InlineData("%6.2d %d", "int 42|int -7", "    42 -7")]
    [InlineData("%[1]*d", "int 34|int 42", "                                42")]
    [InlineData("%.[2]d", "int 42|int 34", "34")]
    [InlineData("%[5]d %d", "int 42|int -7", "%!d(BADINDEX) 42")]
    [InlineData("%-05d|", "int 42", "42   |")]
    [InlineData("%+-5d|", "int 42", "+42  |")]
    [InlineData("%0-5d|", "int 42", "42   |")]
    [InlineData("% +d", "int 42", "+42")]
    [InlineData("%+ d", "int 42", "+42")]
    [InlineData("%##x", "int 42", "0x2a")]
    [InlineData("%d%s%v", "int 42|hello|true", "42hellotrue")]
    [InlineData("%d", "hello", "%!d(string=hello)")]
    [InlineData("%s", "int 42", "%!s(int=42)")]
    [InlineData("%.", "int 42", "%!.(int=42)")]
    [InlineData("%.-1d", "int 42", "%!-(int=42)1d")]
    [InlineData("%.3", "", "%!(NOVERB)")]
    [InlineData("%5", "", "%!(NOVERB)")]
    [InlineData("%-", "", "%!(NOVERB)")]
    [InlineData("%[1]", "int 42", "%!(NOVERB)")]
    [InlineData("%v %v", "nil|nil", "<nil> <nil>")]
    [InlineData("%s %s", "nil|ints", "%!s(<nil>) [%!s(int=1) %!s(int=-2) %!s(int=300)]")]
    [InlineData("a%db%dc", "int 42|int -7", "a42b-7c")]
    [InlineData("%6[1]d", "int 42", "    42")]
    [InlineData("%6[2]d", "int 42|int -7", "    -7")]
    [InlineData("%*[2]d", "int 34|int 42", "                                42")]
    public void PrintFormat_Syntax_IsReadAsByGo(string format, string samples, string expected)
        => GoFormat.Sprintf(ByteString.FromString(format), Samples.All(samples)).ToString().ShouldBe(expected);

    [Fact]
    public void PrintFormat_WidthAboveAMillion_IsBadWidth()
        => GoFormat.Sprintf(ByteString.FromString("%*d"), Value.FromInt(1_000_001), Value.FromInt(5)).ToString().ShouldBe("%!(BADWIDTH)5");

    [Theory]
    [InlineData("%*d", "%!(BADWIDTH)5")]
    [InlineData("%.*d", "%!(BADPREC)5")]
    public void PrintFormat_UnsignedNumberBeyondInt64AsWidth_IsBadWidth(string format, string expected)
        => GoFormat.Sprintf(ByteString.FromString(format), Value.FromInteger(GoType.Uint64, -4), Value.FromInt(5)).ToString()
            .ShouldBe(expected);

    [Fact]
    public void PrintFormat_BufferBeyondItsLimit_FailsAsAFunction()
    {
        var printer = new Printer(new ByteBuffer { Limit = 10 });
        Should.Throw<TemplateFunctionException>(() => printer.PrintFormat("%9999d"u8, [Value.FromInt(1)]))
            .Message.ShouldBe("exceeded maximum output size (10 bytes)");
    }

    [Fact]
    public void PrintFormat_EqualPointers_PrintAlike()
    {
        var list = Samples.Of("list");
        GoFormat.Sprintf(ByteString.FromString("%p"), list).ShouldBe(GoFormat.Sprintf(ByteString.FromString("%p"), list));
        GoFormat.Sprintf(ByteString.FromString("%p"), list).ToString().ShouldStartWith("0xc0");
        GoFormat.Sprintf(ByteString.FromString("%p"), Samples.Of("map")).ShouldNotBe(GoFormat.Sprintf(ByteString.FromString("%p"), list));
        GoFormat.Sprintf(ByteString.FromString("%p"), Samples.Of("nil list")).ToString().ShouldBe("0x0");
    }
}
