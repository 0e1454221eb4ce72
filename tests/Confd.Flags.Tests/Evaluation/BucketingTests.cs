using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;

namespace Confd.Flags.Tests.Evaluation;

public sealed class BucketingTests
{
    /// <summary>Against the rule as it is written: the first 15 hexadecimal digits of the hash, over fifteen F.</summary>
    [Theory]
    [InlineData("flag", "salt", "user")]
    [InlineData("", "", "")]
    [InlineData("flagge-ß", "日本", "😀")]
    [InlineData("flag", "salt", "\ud800")]
    public void Compute_KeySaltAndValue_IsTheHashOfThemAll(string key, string salt, string value)
    {
        Bucketing.Compute(key, salt, value).ShouldBe(ByTheRule($"{key}.{salt}.{value}"));
        Bucketing.Compute(-61, value).ShouldBe(ByTheRule($"-61.{value}"));
    }

    [Fact]
    public void Compute_LongInput_IsHashedWhole()
    {
        var value = new string('é', 5000);

        Bucketing.Compute("flag", "salt", value).ShouldBe(ByTheRule($"flag.salt.{value}"));
    }

    [Theory]
    [InlineData("33", "33")]
    [InlineData("-4", "-4")]
    [InlineData("33.0", "33")]
    [InlineData("9007199254740991", "9007199254740991")]
    public void Compute_WholeNumber_IsHashedAsItsDigits(string number, string digits) =>
        Bucketing.Compute("flag", "salt", FlagValue.Parse(number)).ShouldBe(Bucketing.Compute("flag", "salt", digits));

    [Theory]
    [InlineData("33.5")]
    [InlineData("1e300")]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("[1]")]
    public void Compute_OtherTypes_AreInBucketZero(string value)
    {
        Bucketing.Compute("flag", "salt", FlagValue.Parse(value)).ShouldBe(0);
        Bucketing.Compute(5, FlagValue.Parse(value)).ShouldBe(0);
    }

    /// <summary>Ten equal shares of 20,000 keys: each within five standard deviations (42) of 2,000.</summary>
    [Fact]
    public void Compute_ManyKeys_SpreadEvenly()
    {
        var shares = Enumerable.Range(0, 20_000)
            .Select(i => Bucketing.Compute("flag", "salt", string.Create(CultureInfo.InvariantCulture, $"user-{i}")))
            .CountBy(bucket => (int)(bucket * 10));

        shares.Count().ShouldBe(10);
        shares.ShouldAllBe(share => Math.Abs(share.Value - 2000) < 212);
    }

    private static float ByTheRule(string input)
    {
#pragma warning disable CA5350 // the hash is part of LaunchDarkly's format
        var digits = Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(input)))[..15];
#pragma warning restore CA5350
        return long.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture) / (float)0xFFFFFFFFFFFFFFF;
    }
}
