using System.Text;
using Confd.Toml.Parsing;

namespace Confd.Toml.Tests.Parsing;

/// <summary>Values follow TOML, sections Integer and Float; null is no number.</summary>
public sealed class TomlNumbersTests
{
    [Theory]
    [InlineData("0", 0L)]
    [InlineData("+0", 0L)]
    [InlineData("-0", 0L)]
    [InlineData("+99", 99L)]
    [InlineData("-17", -17L)]
    [InlineData("5_349_221", 5_349_221L)]
    [InlineData("1_2_3", 123L)]
    [InlineData("0xDEADBEEF", 0xDEADBEEFL)]
    [InlineData("0xdead_beef", 0xDEADBEEFL)]
    [InlineData("0x0", 0L)]
    [InlineData("0x00ff", 255L)] // leading zeros are allowed behind a prefix
    [InlineData("0o01234567", 342391L)]
    [InlineData("0b11010110", 214L)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("-9223372036854775808", long.MinValue)]
    [InlineData("0x7FFFFFFFFFFFFFFF", long.MaxValue)]
    public void Read_Integer_HasItsValue(string text, long expected) => Read(text).ShouldBeOfType<long>().ShouldBe(expected);

    [Theory]
    [InlineData("+1.0", 1.0)]
    [InlineData("3.1415", 3.1415)]
    [InlineData("-0.01", -0.01)]
    [InlineData("5e+22", 5e22)]
    [InlineData("1e06", 1e6)]
    [InlineData("-2E-2", -2e-2)]
    [InlineData("6.626e-34", 6.626e-34)]
    [InlineData("224_617.445_991_228", 224617.445991228)]
    [InlineData("inf", double.PositiveInfinity)]
    [InlineData("+inf", double.PositiveInfinity)]
    [InlineData("-inf", double.NegativeInfinity)]
    [InlineData("nan", double.NaN)]
    [InlineData("+nan", double.NaN)]
    [InlineData("-nan", double.NaN)]
    [InlineData("0.0", 0.0)]
    [InlineData("0e0", 0.0)]
    public void Read_Float_HasItsValue(string text, double expected) => Read(text).ShouldBeOfType<double>().ShouldBe(expected);

    [Fact]
    public void Read_NegativeZeroFloat_KeepsItsSign() => double.IsNegative(Read("-0.0").ShouldBeOfType<double>()).ShouldBeTrue();

    [Theory]
    [InlineData("")]
    [InlineData("+")]
    [InlineData("-")]
    [InlineData("01")]
    [InlineData("-01")]
    [InlineData("00")]
    [InlineData("1__0")]
    [InlineData("_1")]
    [InlineData("1_")]
    [InlineData("+_1")]
    [InlineData("0x")]
    [InlineData("0x_1")]
    [InlineData("0x1_")]
    [InlineData("0x1__2")]
    [InlineData("0xg")]
    [InlineData("0o8")]
    [InlineData("0b2")]
    [InlineData("0X1")]
    [InlineData("0B1")]
    [InlineData("+0x1")]
    [InlineData("-0b1")]
    [InlineData(".7")]
    [InlineData("7.")]
    [InlineData("3.e+20")]
    [InlineData("1.2.3")]
    [InlineData("1._2")]
    [InlineData("1_.2")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1e_2")]
    [InlineData("1e2.3")]
    [InlineData("03.14")]
    [InlineData("Inf")]
    [InlineData("NaN")]
    [InlineData("++1")]
    [InlineData("infx")]
    [InlineData("1 ")]
    public void Read_NotANumber_IsNull(string text) => Read(text).ShouldBeNull();

    [Theory]
    [InlineData("9223372036854775808")]
    [InlineData("-9223372036854775809")]
    [InlineData("0x8000000000000000")]
    [InlineData("0o1000000000000000000000")]
    [InlineData("99999999999999999999999999")]
    public void Read_IntegerBeyond64Bits_Overflows(string text) => Should.Throw<OverflowException>(() => Read(text));

    private static object? Read(string text) => TomlNumbers.Read(Encoding.UTF8.GetBytes(text));
}
