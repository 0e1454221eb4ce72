using Confd.Flags.Contexts;

namespace Confd.Flags.Tests.Contexts;

public sealed class FlagValueTests
{
    [Theory]
    [InlineData("1", "1.0")]
    [InlineData("1e2", "100")]
    [InlineData("-0", "0")]
    [InlineData("""{"a":1,"b":[2]}""", """{"b":[2.0],"a":1}""")]
    [InlineData("\"\\u00e9\"", "\"é\"")]
    public void Equals_SameJsonValue_IsEqual(string left, string right)
    {
        FlagValue.Parse(left).ShouldBe(FlagValue.Parse(right));
        FlagValue.Parse(left).GetHashCode().ShouldBe(FlagValue.Parse(right).GetHashCode());
    }

    [Theory]
    [InlineData("1", "true")]
    [InlineData("1", "\"1\"")]
    [InlineData("0", "null")]
    [InlineData("false", "null")]
    [InlineData("[1,2]", "[2,1]")]
    [InlineData("{}", "[]")]
    [InlineData("""{"a":1}""", """{"a":1,"b":null}""")]
    [InlineData("\"\\u00e9\"", "\"e\\u0301\"")]
    public void Equals_OtherJsonValue_IsNotEqual(string left, string right) => FlagValue.Parse(left).ShouldNotBe(FlagValue.Parse(right));

    [Theory]
    [InlineData("12345678901234567890")]
    [InlineData("0.1234567890123456789")]
    [InlineData("1e999")]
    [InlineData("-9007199254740993")]
    [InlineData("1.50")]
    [InlineData("\"\\ud800\"")]
    public void ToString_NumberBeyondADouble_IsAsItWasRead(string json)
    {
        var value = FlagValue.Parse(json);

        if (value.Kind == FlagValueKind.Number && json.Length > 15)
        {
            value.ToString().ShouldBe(json);
        }

        FlagValue.Parse(value.ToString()).Kind.ShouldBe(value.Kind);
    }

    [Fact]
    public void Parse_HalfASurrogatePair_IsKept()
    {
        FlagValue.Parse("""{"\ud83d":"a\n\u00e9\ud800\""}""").Properties["\ud83d"].AsString.ShouldBe("a\né\ud800\"");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("1 2")]
    [InlineData("[1,]")]
    [InlineData("nul")]
    [InlineData("NaN")]
    public void Parse_NotJson_ReportsThePlace(string text) =>
        Should.Throw<FlagFormatException>(() => FlagValue.Parse(text)).ByteOffset.ShouldBeInRange(0, text.Length);

    [Fact]
    public void Of_NotFinite_IsRefused() => Should.Throw<ArgumentOutOfRangeException>(() => FlagValue.Of(double.NaN));

    [Fact]
    public void Properties_DuplicateName_LastWins()
    {
        var value = FlagValue.Parse("""{"a":1,"b":2,"a":3}""");

        value.ToString().ShouldBe("""{"a":3,"b":2}""");
    }

    [Fact]
    public void Properties_Many_AreAllFound()
    {
        var value = FlagValue.ObjectOf(Enumerable.Range(0, 100).Select(i => KeyValuePair.Create($"p{i}", (FlagValue)i)));

        Enumerable.Range(0, 100).ShouldAllBe(i => value.Properties[$"p{i}"] == i);
        value.Properties.ContainsKey("p100").ShouldBeFalse();
    }
}
