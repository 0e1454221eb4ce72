using System.Globalization;
using System.Numerics;
using System.Text;
using Confd.GoTemplate.Formatting;
using FsCheck;
using FsCheck.Fluent;

namespace Confd.GoTemplate.Tests.Formatting;

public sealed class DecimalDigitsTests
{
    /// <summary>Rows are Go's <c>strconv.FormatFloat(x, 'e', -1, 64)</c>, taken apart.</summary>
    [Theory]
    [InlineData(0d, "", 0)]
    [InlineData(1d, "1", 1)]
    [InlineData(10d, "1", 2)]
    [InlineData(1.5, "15", 1)]
    [InlineData(0.1, "1", 0)]
    [InlineData(123.456, "123456", 3)]
    [InlineData(1e+21, "1", 22)]
    [InlineData(1e-07, "1", -6)]
    [InlineData(5e-324, "5", -323)]
    [InlineData(1.7976931348623157e+308, "17976931348623157", 309)]
    [InlineData(0.3, "3", 0)]
    [InlineData(2.5, "25", 1)]
    [InlineData(1e+23, "1", 24)]
    [InlineData(9.007199254740992e+15, "9007199254740992", 16)]
    [InlineData(0.3333333333333333, "3333333333333333", 0)]
    [InlineData(3.141592653589793, "3141592653589793", 1)]
    [InlineData(4.35, "435", 1)]
    [InlineData(100d, "1", 3)]
    [InlineData(1e+100, "1", 101)]
    [InlineData(2.2250738585072014e-308, "22250738585072014", -307)]
    public void Shortest_Number_HasGosDigitsAndPoint(double value, string digits, int point)
    {
        var shortest = DecimalDigits.Shortest(value, stackalloc byte[32]);
        (Encoding.ASCII.GetString(shortest.Digits), shortest.Point).ShouldBe((digits, point));
    }

    [Theory]
    [InlineData(0.5, 0, "", 0)] // half to even: 0
    [InlineData(1.5, 0, "2", 1)]
    [InlineData(2.5, 0, "2", 1)]
    [InlineData(0.125, 2, "12", 0)]
    [InlineData(0.375, 2, "38", 0)]
    [InlineData(9.995, 2, "999", 1)] // stands for 9.9949999...
    [InlineData(99.5, 0, "1", 3)]
    [InlineData(0.001, 2, "", 0)]
    [InlineData(1e22, 0, "1", 23)]
    [InlineData(0, 5, "", 0)]
    public void Fixed_Halves_GoToTheEvenNeighbour(double value, int fraction, string digits, int point)
    {
        var rounded = DecimalDigits.Fixed(value, fraction);
        (Encoding.ASCII.GetString(rounded.Digits), rounded.Digits.IsEmpty ? 0 : rounded.Point).ShouldBe((digits, point));
    }

    [Fact]
    public void Significant_AnyNumber_IsTheNearestOfThatManyDigits()
        => Prop.ForAll(ArbMap.Default.ArbFor<double>(), Gen.Choose(1, 20).ToArbitrary(), (number, count) =>
        {
            var value = Math.Abs(number);
            if (!double.IsFinite(value) || value == 0)
            {
                return;
            }

            // Exact, in whole numbers: |digits * 10^scale - value| is at most half a unit of the last digit.
            var rounded = DecimalDigits.Significant(value, count);
            rounded.Digits.Length.ShouldBeInRange(1, count);
            var shown = BigInteger.Parse(Encoding.ASCII.GetString(rounded.Digits).PadRight(count, '0'), CultureInfo.InvariantCulture);
            var (top, bottom) = Fraction(value);
            var scale = rounded.Point - count;
            var unitTop = BigInteger.Pow(10, Math.Max(scale, 0));
            var unitBottom = BigInteger.Pow(10, Math.Max(-scale, 0));
            var difference = BigInteger.Abs((shown * unitTop * bottom) - (top * unitBottom));
            (difference * 2 <= unitTop * bottom).ShouldBeTrue();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    private static (BigInteger Top, BigInteger Bottom) Fraction(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)(bits >> 52);
        BigInteger mantissa = exponent == 0 ? bits : (bits & ((1L << 52) - 1)) | (1L << 52);
        var power = Math.Max(exponent, 1) - 1075;
        return power >= 0 ? (mantissa << power, BigInteger.One) : (mantissa, BigInteger.One << -power);
    }
}
