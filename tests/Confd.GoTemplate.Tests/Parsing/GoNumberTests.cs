using System.Globalization;
using Confd.GoTemplate.Parsing;
using FsCheck;
using FsCheck.Fluent;

namespace Confd.GoTemplate.Tests.Parsing;

/// <summary>Rows are answers of Go's <c>strconv</c>, base 0; null is an error.</summary>
public sealed class GoNumberTests
{
    [Theory]
    [InlineData("0", 0UL)]
    [InlineData("7", 7UL)]
    [InlineData("42", 42UL)]
    [InlineData("18446744073709551615", 18446744073709551615UL)]
    [InlineData("18446744073709551616", null)]
    [InlineData("99999999999999999999", null)]
    [InlineData("017", 15UL)]
    [InlineData("0o17", 15UL)]
    [InlineData("0O17", 15UL)]
    [InlineData("0b101", 5UL)]
    [InlineData("0B1", 1UL)]
    [InlineData("0xff", 255UL)]
    [InlineData("0XFF", 255UL)]
    [InlineData("0xFFFFFFFFFFFFFFFF", 18446744073709551615UL)]
    [InlineData("0x10000000000000000", null)]
    [InlineData("1_000", 1000UL)]
    [InlineData("0x_ff", 255UL)]
    [InlineData("0_7", 7UL)]
    [InlineData("1__0", null)]
    [InlineData("_1", null)]
    [InlineData("1_", null)]
    [InlineData("0_", null)]
    [InlineData("0b", null)]
    [InlineData("0x", null)]
    [InlineData("0o", null)]
    [InlineData("08", null)]
    [InlineData("0b2", null)]
    [InlineData("0xg", null)]
    [InlineData("-1", null)]
    [InlineData("+1", null)]
    [InlineData("1.5", null)]
    [InlineData("1e3", null)]
    [InlineData("0b_1", 1UL)]
    [InlineData("00", 0UL)]
    [InlineData("0_0", 0UL)]
    [InlineData("0x1_", null)]
    [InlineData("1_2_3", 123UL)]
    [InlineData("☃", null)]
    [InlineData("a", null)]
    [InlineData("", null)]
    [InlineData(" 1", null)]
    [InlineData("1 ", null)]
    public void TryParseUnsigned_Text_GivesWhatGoGives(string text, ulong? expected)
    {
        GoNumber.TryParseUnsigned(text, out var value).ShouldBe(expected is not null);
        if (expected is not null)
        {
            value.ShouldBe(expected.Value);
        }
    }

    [Theory]
    [InlineData("0", 0L)]
    [InlineData("7", 7L)]
    [InlineData("42", 42L)]
    [InlineData("18446744073709551615", null)]
    [InlineData("18446744073709551616", null)]
    [InlineData("99999999999999999999", null)]
    [InlineData("017", 15L)]
    [InlineData("0o17", 15L)]
    [InlineData("0O17", 15L)]
    [InlineData("0b101", 5L)]
    [InlineData("0B1", 1L)]
    [InlineData("0xff", 255L)]
    [InlineData("0XFF", 255L)]
    [InlineData("0xFFFFFFFFFFFFFFFF", null)]
    [InlineData("0x10000000000000000", null)]
    [InlineData("1_000", 1000L)]
    [InlineData("0x_ff", 255L)]
    [InlineData("0_7", 7L)]
    [InlineData("1__0", null)]
    [InlineData("_1", null)]
    [InlineData("1_", null)]
    [InlineData("0_", null)]
    [InlineData("0b", null)]
    [InlineData("0x", null)]
    [InlineData("0o", null)]
    [InlineData("08", null)]
    [InlineData("0b2", null)]
    [InlineData("0xg", null)]
    [InlineData("-1", -1L)]
    [InlineData("+1", 1L)]
    [InlineData("1.5", null)]
    [InlineData("1e3", null)]
    [InlineData("0b_1", 1L)]
    [InlineData("00", 0L)]
    [InlineData("0_0", 0L)]
    [InlineData("0x1_", null)]
    [InlineData("1_2_3", 123L)]
    [InlineData("☃", null)]
    [InlineData("a", null)]
    [InlineData("", null)]
    [InlineData(" 1", null)]
    [InlineData("1 ", null)]
    [InlineData("-9223372036854775808", long.MinValue)]
    [InlineData("-9223372036854775809", null)]
    [InlineData("9223372036854775807", 9223372036854775807L)]
    [InlineData("9223372036854775808", null)]
    [InlineData("-0x8000000000000000", long.MinValue)]
    [InlineData("+0x7f", 127L)]
    [InlineData("-017", -15L)]
    [InlineData("-0b1", -1L)]
    [InlineData("+", null)]
    [InlineData("-", null)]
    [InlineData("--1", null)]
    [InlineData("+-1", null)]
    [InlineData("-_1", null)]
    [InlineData("-1_0", -10L)]
    public void TryParseSigned_Text_GivesWhatGoGives(string text, long? expected)
    {
        GoNumber.TryParseSigned(text, out var value).ShouldBe(expected is not null);
        value.ShouldBe(expected ?? 0);
    }

    [Theory]
    [InlineData("0", "None", 0d)]
    [InlineData("-0", "None", -0.0)]
    [InlineData("1", "None", 1d)]
    [InlineData("1.5", "None", 1.5)]
    [InlineData(".5", "None", 0.5)]
    [InlineData("5.", "None", 5d)]
    [InlineData(".", "Syntax", 0d)]
    [InlineData("-.", "Syntax", 0d)]
    [InlineData("+.5", "None", 0.5)]
    [InlineData("1e3", "None", 1000d)]
    [InlineData("1E3", "None", 1000d)]
    [InlineData("1e+3", "None", 1000d)]
    [InlineData("1e-3", "None", 0.001)]
    [InlineData("1e", "Syntax", 0d)]
    [InlineData("1e+", "Syntax", 0d)]
    [InlineData("e1", "Syntax", 0d)]
    [InlineData("1.e1", "None", 10d)]
    [InlineData(".e1", "Syntax", 0d)]
    [InlineData("1_000.5", "None", 1000.5)]
    [InlineData("1_.5", "Syntax", 0d)]
    [InlineData("1._5", "Syntax", 0d)]
    [InlineData("1e1_0", "None", 1e+10)]
    [InlineData("1e_1", "Syntax", 0d)]
    [InlineData("_1", "Syntax", 0d)]
    [InlineData("0x1p0", "None", 1d)]
    [InlineData("0X1P0", "None", 1d)]
    [InlineData("0x1p-2", "None", 0.25)]
    [InlineData("0x1.8p1", "None", 3d)]
    [InlineData("0x.8p1", "None", 1d)]
    [InlineData("0x1.p1", "None", 2d)]
    [InlineData("0x1", "Syntax", 0d)]
    [InlineData("0xp1", "Syntax", 0d)]
    [InlineData("0x.p1", "Syntax", 0d)]
    [InlineData("0x1p", "Syntax", 0d)]
    [InlineData("0x1p+", "Syntax", 0d)]
    [InlineData("0x1.8.8p1", "Syntax", 0d)]
    [InlineData("0x_1p0", "None", 1d)]
    [InlineData("0x1_fp0", "None", 31d)]
    [InlineData("1.7976931348623157e308", "None", 1.7976931348623157e+308)]
    [InlineData("1.7976931348623159e308", "Range", double.PositiveInfinity)]
    [InlineData("4.9e-324", "None", 5e-324)]
    [InlineData("2.4e-324", "None", 0d)]
    [InlineData("2.5e-324", "None", 5e-324)]
    [InlineData("0x1p-1074", "None", 5e-324)]
    [InlineData("0x1p-1075", "None", 0d)]
    [InlineData("0x1.8p-1075", "None", 5e-324)]
    [InlineData("0x1.fffffffffffff7p1023", "None", 1.7976931348623157e+308)]
    [InlineData("0x1.fffffffffffff8p1023", "Range", double.PositiveInfinity)]
    [InlineData("0x1p1024", "Range", double.PositiveInfinity)]
    [InlineData("0x1.00000000000008p0", "None", 1d)]
    [InlineData("0x1.00000000000018p0", "None", 1.0000000000000004)]
    [InlineData("1e309", "Range", double.PositiveInfinity)]
    [InlineData("-1e309", "Range", double.NegativeInfinity)]
    [InlineData("123456789012345678901234567890", "None", 1.2345678901234568e+29)]
    [InlineData("0.1", "None", 0.1)]
    [InlineData("1--1", "Syntax", 0d)]
    [InlineData("1,5", "Syntax", 0d)]
    [InlineData("0b1", "Syntax", 0d)]
    [InlineData("0o7", "Syntax", 0d)]
    [InlineData("08", "None", 8d)]
    [InlineData("00.5", "None", 0.5)]
    [InlineData("9007199254740993", "None", 9.007199254740992e+15)]
    [InlineData("9007199254740993.00000001", "None", 9.007199254740994e+15)]
    [InlineData("2.2250738585072014e-308", "None", 2.2250738585072014e-308)]
    [InlineData("2.2250738585072011e-308", "None", 2.225073858507201e-308)]
    [InlineData("", "Syntax", 0d)]
    [InlineData(" 1", "Syntax", 0d)]
    [InlineData("1 ", "Syntax", 0d)]
    public void ParseFloat_Text_GivesWhatGoGives(string text, string problem, double expected)
    {
        GoNumber.ParseFloat(text, out var value).ToString().ShouldBe(problem);
        if (problem != nameof(FloatProblem.Syntax))
        {
            BitConverter.DoubleToInt64Bits(value).ShouldBe(BitConverter.DoubleToInt64Bits(expected));
        }

        GoNumber.TryParseFloat(text, out _).ShouldBe(problem == nameof(FloatProblem.None));
    }

    [Fact]
    public void TryParseSigned_AnyNumberInAnyBase_ReadsBack()
        => Prop.ForAll(ArbMap.Default.ArbFor<long>(), number =>
        {
            var sign = number < 0 ? "-" : "";
            var magnitude = number < 0 ? (ulong)-(Int128)number : (ulong)number;
            return new[]
            {
                number.ToString(CultureInfo.InvariantCulture),
                $"{sign}0x{magnitude:x}",
                $"{sign}0X{magnitude:X}",
                $"{sign}0b{magnitude:b}",
                $"{sign}0o{Convert.ToString((long)magnitude, 8)}",
            }.All(text => GoNumber.TryParseSigned(text, out var value) && value == number);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void ParseFloat_AnyDoubleWrittenRoundTrip_ReadsBack()
        => Prop.ForAll(ArbMap.Default.ArbFor<double>(), number =>
            !double.IsFinite(number)
            || (GoNumber.TryParseFloat(number.ToString("R", CultureInfo.InvariantCulture), out var value) && value == number))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
}
