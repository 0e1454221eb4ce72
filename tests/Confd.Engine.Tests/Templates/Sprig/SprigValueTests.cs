using Confd.Engine.Templates.Sprig;
using Confd.GoTemplate;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Tests.Templates.Sprig;

/// <summary>What sprig's functions make of values: Go's <c>spf13/cast</c>, <c>shopspring/decimal</c>, <c>goutils</c> and
/// <c>reflect.DeepEqual</c>.</summary>
public sealed class SprigValueTests
{
    private static readonly RenderContext Context = new();

    [Theory]
    [InlineData("12", 12L)]
    [InlineData("-12", -12L)]
    [InlineData("5.00", 5L)]
    [InlineData("5.50", 0L)]
    [InlineData("5.", 0L)]
    [InlineData("0x1f", 31L)]
    [InlineData("010", 8L)]
    [InlineData("0b11", 3L)]
    [InlineData("1_000", 1000L)]
    [InlineData("9223372036854775807", 9223372036854775807L)]
    [InlineData("9223372036854775808", 0L)]
    [InlineData(" 1", 0L)]
    [InlineData("", 0L)]
    [InlineData("abc", 0L)]
    public void ToInt_Text_IsAnIntegerOrNothing(string text, long number) => Casting.ToInt(Value.FromString(text)).ShouldBe(number);

    [Theory]
    [InlineData(3.99, 3L)]
    [InlineData(-3.99, -3L)]
    [InlineData(1e300, long.MinValue)]
    [InlineData(double.NaN, long.MinValue)]
    [InlineData(9223372036854775808.0, long.MinValue)]
    [InlineData(-9223372036854775808.0, long.MinValue)]
    public void ToInt_Float_IsCutTowardsZeroAsOnPcs(double number, long integer) =>
        Casting.ToInt(Value.FromFloat(number)).ShouldBe(integer);

    [Theory]
    [InlineData("1.5", 1.5)]
    [InlineData("1e3", 1000)]
    [InlineData("inf", double.PositiveInfinity)]
    [InlineData("-Infinity", double.NegativeInfinity)]
    [InlineData("nan", double.NaN)]
    [InlineData("0x1p4", 16)]
    [InlineData("1.5x", 0)]
    [InlineData("", 0)]
    public void ToFloat_Text_IsANumberOrNothing(string text, double number) =>
        Casting.ToFloat(Value.FromString(text)).ShouldBe(number);

    [Fact]
    public void ToInt_OtherValues_AreOneZeroOrNothing()
    {
        Casting.ToInt(Value.FromBool(true)).ShouldBe(1);
        Casting.ToInt(Value.Nil).ShouldBe(0);
        Casting.ToInt(Value.FromInteger(GoType.Uint8, 200)).ShouldBe(200);
        Casting.ToFloat(Value.FromInteger(GoType.Uint64, -1)).ShouldBe(18446744073709551615.0);
        Casting.ToInt(Value.FromSlice(GoSlice.OfStrings([]))).ShouldBe(0);
        Casting.ToInt(Value.FromString(new string('1', 5000))).ShouldBe(0);
    }

    [Fact]
    public void ToTexts_ListsAndOtherValues_AreTextsWithoutNil()
    {
        var mixed = GoSlice.Over(GoType.AnySlice, [Value.FromInt(1), Value.Nil, Value.FromString("a"), Value.FromBool(true)]);

        Texts(Value.FromSlice(mixed)).ShouldBe(["1", "a", "true"]);
        Texts(Value.FromInt(7)).ShouldBe(["7"]);
        Texts(Value.Nil).ShouldBeEmpty();
        Casting.ToText(Context, Value.FromSlice(GoSlice.OfBytes("bytes"u8))).ToString().ShouldBe("bytes");

        static IEnumerable<string> Texts(Value value) =>
            Casting.ToTexts(Context, value).Span.ToArray().Select(text => text.AsString().ToString());
    }

    [Theory]
    [InlineData(0.1, 0.2, "+", 0.3)]
    [InlineData(1.1, 1.1, "*", 1.21)]
    [InlineData(10, 3, "-", 7)]
    [InlineData(1, 3, "/", 0.3333333333333333)]
    [InlineData(2, 3, "/", 0.6666666666666667)]
    [InlineData(-2, 3, "/", -0.6666666666666667)]
    [InlineData(1e20, 1e-5, "*", 1e15)]
    [InlineData(5e-324, 0, "+", 5e-324)]
    public void Decimal_Numbers_AreCountedInTens(double left, double right, string sign, double result)
    {
        var (a, b) = (DecimalNumber.FromDouble(left), DecimalNumber.FromDouble(right));

        (sign switch { "+" => a + b, "-" => a - b, "*" => a * b, _ => DecimalNumber.Divide(a, b) }).ToDouble().ShouldBe(result);
    }

    [Fact]
    public void Decimal_NoNumber_IsAnErrorInTheLibrarysWords()
    {
        Should.Throw<TemplateFunctionException>(() => DecimalNumber.Divide(DecimalNumber.FromDouble(1), DecimalNumber.FromDouble(0)))
            .Message.ShouldBe("decimal division by 0");
        Should.Throw<TemplateFunctionException>(() => DecimalNumber.FromDouble(double.NaN)).Message
            .ShouldBe("Cannot create a Decimal from NaN");
        Should.Throw<TemplateFunctionException>(() => DecimalNumber.FromDouble(double.NegativeInfinity)).Message
            .ShouldBe("Cannot create a Decimal from -Inf");
    }

    [Fact]
    public void AreEqual_Values_CompareTypeAndAllParts()
    {
        var one = Map(("a", Value.FromInt(1)), ("b", Value.FromSlice(GoSlice.OfStrings([Bytes("x")]))));

        DeepValues.AreEqual(Context, one, Map(
            ("b", Value.FromSlice(GoSlice.OfStrings([Bytes("x")]))), ("a", Value.FromInt(1)))).ShouldBeTrue();
        DeepValues.AreEqual(Context, one, Map(("a", Value.FromInt(1)))).ShouldBeFalse();
        DeepValues.AreEqual(Context, Value.FromInt(1), Value.FromInteger(GoType.Int64, 1)).ShouldBeFalse();
        DeepValues.AreEqual(Context, Value.FromInt(1), Value.FromFloat(1)).ShouldBeFalse();
        DeepValues.AreEqual(Context, Value.FromFloat(double.NaN), Value.FromFloat(double.NaN)).ShouldBeFalse();
        DeepValues.AreEqual(Context, Value.Nil, Value.Nil).ShouldBeTrue();
        DeepValues.AreEqual(Context, Value.Nil, Value.FromString("")).ShouldBeFalse();
        DeepValues.AreEqual(
            Context,
            Value.FromSlice(GoSlice.NilOf(GoType.StringSlice)), Value.FromSlice(GoSlice.OfStrings([]))).ShouldBeFalse();
    }

    [Fact]
    public void Copy_MapWithLists_IsIndependent()
    {
        var inner = new GoMap(GoType.AnyMap);
        inner.Set(Bytes("x"), Value.FromInt(1));
        var original = Map(("inner", Value.FromMap(inner)), ("none", Value.FromMap(GoMap.NilOf(GoType.AnyMap))));

        var copy = DeepValues.Copy(Context, original);
        DeepValues.AreEqual(Context, original, copy).ShouldBeTrue();
        inner.Set(Bytes("x"), Value.FromInt(2));

        DeepValues.AreEqual(Context, original, copy).ShouldBeFalse();
    }

    [Theory]
    [InlineData("hello wide world", 10, "hello wide\nworld")]
    [InlineData("hello", 2, "hello")]
    [InlineData("  hello  world", 5, "hello\nworld")]
    [InlineData("a b c", 1, "a\nb\nc")]
    [InlineData("a b", 0, "a\nb")]
    [InlineData("", 5, "")]
    public void Wrap_Text_BreaksAtBlanks(string text, long width, string expected) =>
        GoWords.Wrap(Context, Bytes(text), width, ByteString.Empty, cutsLongWords: false).ToString().ShouldBe(expected);

    [Theory]
    [InlineData("abcdefgh", 3, "abc-def-gh")]
    [InlineData("ab cdefgh", 3, "ab-cde-fgh")]
    public void Wrap_LongWords_AreCutWhereThatIsWanted(string text, long width, string expected) =>
        GoWords.Wrap(Context, Bytes(text), width, Bytes("-"), cutsLongWords: true).ToString().ShouldBe(expected);

    [Theory]
    [InlineData("hello world", 0, 5, "he...")]
    [InlineData("hello world", 0, 11, "hello world")]
    [InlineData("hello world", 0, 3, "hello world")]
    [InlineData("1234 5678 9123", 5, 10, "...5678...")]
    [InlineData("1234567890", 9, 9, "123456...")]
    [InlineData("12345678901", 9, 9, "...678901")]
    public void Abbreviate_Text_PutsDotsWhereSomethingIsMissing(string text, long left, long width, string expected) =>
        GoWords.Abbreviate(Bytes(text), left, width).ToString().ShouldBe(expected);

    [Theory]
    [InlineData("first_name last-name", "First_name Last-Name")]
    [InlineData("ǆ élan", "ǅ Élan")]
    [InlineData("a1b 2c", "A1b 2c")]
    public void Title_Words_BeginWithTitleCase(string text, string expected) =>
        GoWords.Title(Context, Bytes(text)).ToString().ShouldBe(expected);

    [Theory]
    [InlineData("This Is A.Test", "tHIS iS a.tEST")]
    [InlineData("", "")]
    public void SwapCase_Text_TurnsEachLetter(string text, string expected) =>
        GoWords.SwapCase(Context, Bytes(text)).ToString().ShouldBe(expected);

    [Theory]
    [InlineData("First Try", "FT")]
    [InlineData("  a\tb\nc", "abc")]
    public void Initials_Words_AreTheirFirstBytes(string text, string expected) =>
        GoWords.Initials(Context, Bytes(text)).ToString().ShouldBe(expected);

    [Theory]
    [InlineData(-2)]
    [InlineData(long.MinValue)]
    public void Chunk_OneElementAndASizeBelowMinusOne_IsOneList(long size) =>
        SprigRendering.Render($"{{{{chunk {size} (list 7)}}}} {{{{chunk {size} (list 7 8)}}}}").ShouldBe("[[7]] []");

    private static ByteString Bytes(string text) => ByteString.FromString(text);

    private static Value Map(params (string Key, Value Value)[] entries)
    {
        var map = new GoMap(GoType.AnyMap);
        foreach (var (key, value) in entries)
        {
            map.Set(Bytes(key), value);
        }

        return Value.FromMap(map);
    }
}
