using System.Globalization;
using System.Text;
using Confd.GoTemplate.Formatting;
using Confd.GoTemplate.Parsing;
using Confd.GoTemplate.Tests.Support;
using Confd.GoTemplate.Values;
using FsCheck;
using FsCheck.Fluent;

namespace Confd.GoTemplate.Tests.Hardening;

public sealed class PrintingProperties
{
    private const string FormatAlphabet = "%%%%%+-# 0123456789.*[]vTtbcdoOqxXUeEfFgGspwz!é";

    private static readonly Value[] Arguments =
    [
        Value.FromInt(42), Value.FromInt(-7), Value.FromInt(long.MinValue), Value.FromFloat(1.5), Value.FromFloat(double.NaN),
        Value.FromFloat(double.NegativeInfinity),
        Value.FromComplex(new(1, -2)),
        Value.FromString("text \u2603 \""),
        Value.FromBool(true),
        Value.Nil,
        Value.FromString(new ByteString([0xFF, 0x00, 0x61])),
        Value.FromSlice(GoSlice.OfBytes([1, 2, 255])),
        Value.FromInteger(GoType.Uint8, 200),
        Value.FromSlice(GoSlice.Over(GoType.AnySlice, [Value.FromInt(1), Value.Nil, Value.FromString("x")])),
        Rendering.Map(("k", Value.FromFloat(0.1))),
        Value.FromSlice(GoSlice.NilOf(GoType.AnySlice)), Value.FromMap(GoMap.NilOf(GoType.AnyMap)),
    ];

    [Fact]
    public void Sprintf_AnyFormat_NeverFails()
        => Prop.ForAll(Formats(), format =>
        {
            var text = GoFormat.Sprintf(ByteString.FromString(format.Text), [.. format.Picks.Select(pick => Arguments[pick])]);
            return text.Length >= 0;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Fact]
    public void Quote_AnyBytes_ReadsBackAsTheSameBytes()
        => Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
            Unquoter.TryUnquote(GoFormat.Quote(new ByteString(bytes)).Memory, out var back) && back.Span.SequenceEqual(bytes))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void FormatFloat_ShortestForm_ReadsBackAsTheSameNumber()
        => Prop.ForAll(ArbMap.Default.ArbFor<long>(), bits =>
        {
            var number = BitConverter.Int64BitsToDouble(bits * 2654435761);
            return !double.IsFinite(number)
                || "eg".All(form => double.Parse(GoFormat.FormatFloat(number, form, -1), CultureInfo.InvariantCulture) == number);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void FormatFloat_HexForm_IsAConstantOfTheSameValue()
        => Prop.ForAll(ArbMap.Default.ArbFor<long>(), bits =>
        {
            var number = BitConverter.Int64BitsToDouble(bits * 2654435761);
            return !double.IsFinite(number)
                || (GoNumber.TryParseFloat(GoFormat.FormatFloat(number, 'x', -1), out var back) && back == number);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Print_IntegerOfAnyWidth_HasAtLeastThatWidth()
        => Prop.ForAll(ArbMap.Default.ArbFor<long>(), ArbMap.Default.ArbFor<byte>(), (number, width) =>
        {
            var text = GoFormat.Sprintf(ByteString.FromString($"%{width}d"), Value.FromInt(number)).ToString();
            return text.Length >= width && long.Parse(text.Trim(), CultureInfo.InvariantCulture) == number;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    private static Arbitrary<(string Text, int[] Picks)> Formats()
    {
        var text = Gen.Elements<char>(FormatAlphabet.ToCharArray()).ArrayOf().Select(characters => Cut(new string(characters)));
        var picks = Gen.Choose(0, Arguments.Length - 1).ArrayOf();
        return Gen.Zip(text, picks).Select(pair => (pair.Item1, pair.Item2)).ToArbitrary();
    }

    // Widths of a million are right but slow.
    private static string Cut(string format)
    {
        var cut = new StringBuilder();
        var digits = 0;
        foreach (var c in format)
        {
            digits = char.IsAsciiDigit(c) ? digits + 1 : 0;
            cut.Append(digits > 3 ? "" : c.ToString());
        }

        return cut.ToString();
    }
}
