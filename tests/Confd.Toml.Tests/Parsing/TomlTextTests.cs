using System.Text;

namespace Confd.Toml.Tests.Parsing;

/// <summary>Edges of texts, dates and numbers, most of them found by mutants that survived.</summary>
public sealed class TomlTextTests
{
    [Theory]
    [InlineData("\"\"\"\"\"\"", "")]
    [InlineData("\"\"\"a\"\"\"\"", "a\"")]
    [InlineData("\"\"\"a\"\"\"\"\"", "a\"\"")]
    [InlineData("'''a''''", "a'")]
    [InlineData("'''a'''''", "a''")]
    public void Read_QuotesBeforeTheEnd_UpToTwoBelongToTheText(string text, string expected) => Value(text).AsString().ShouldBe(expected);

    [Theory]
    [InlineData("\"\"\"a\"\"\"\"\"\"")]
    [InlineData("'''a''''''")]
    public void Read_ThreeQuotesBeforeTheEnd_AreTooMany(string text) => Refused(text);

    [Theory]
    [InlineData("\"\"\"a\\\nb\"\"\"", "ab")]
    [InlineData("\"\"\"a\\ \t \nb\"\"\"", "ab")]
    [InlineData("\"\"\"a\\  \r\n\r\n  b\"\"\"", "ab")]
    [InlineData("\"\"\"a\\\n\n\n\"\"\"", "a")]
    [InlineData("'''a\\\nb'''", "a\\\nb")]
    public void Read_BackslashAtTheEndOfALine_TakesAllWhiteSpaceBehindIt(string text, string expected) =>
        Value(text).AsString().ShouldBe(expected);

    [Theory]
    [InlineData("\"\"\"a\\ b\"\"\"")]
    [InlineData("\"\"\"a\\ \"\"\"")]
    [InlineData("\"a\\\nb\"")]
    public void Read_BackslashBeforeABlankWithinALine_IsNotAnEscape(string text) => Refused(text);

    [Theory]
    [InlineData("\"\\b\\t\\n\\f\\r\\\"\\\\\"", "\b\t\n\f\r\"\\")]
    [InlineData("\"\\u0041\"", "A")]
    [InlineData("\"\\U0010FFFF\"", "\U0010FFFF")]
    [InlineData("\"a\\u00e9z\"", "aéz")]
    public void Read_Escapes_AreTheirCharacters(string text, string expected) => Value(text).AsString().ShouldBe(expected);

    [Theory]
    [InlineData("\"\\u00e\"", "4 hexadecimal digits")]
    [InlineData("\"\\u00e", "4 hexadecimal digits")]
    [InlineData("\"\\uD800\"", "not a surrogate")]
    [InlineData("\"\\U00110000\"", "8 hexadecimal digits")]
    [InlineData("\"\\U0000041\"", "8 hexadecimal digits")]
    [InlineData("\"\\u+041\"", "4 hexadecimal digits")]
    [InlineData("\"\\x4\"", "needs 2 hexadecimal digits")]
    [InlineData("\"\\a\"", "unknown escape")]
    [InlineData("\"\\", "unknown escape")]
    public void Read_InvalidEscape_ReportsWhatItNeeds(string text, string problem) => Refused(text).Message.ShouldContain(problem);

    [Theory]
    [InlineData("\"a\u0001\"", "a string")]
    [InlineData("\"a\u007f\"", "a string")]
    [InlineData("'a\u0000'", "a string")]
    [InlineData("\"\"\"a\u001f\"\"\"", "a string")]
    [InlineData("'''a\u0008'''", "a string")]
    [InlineData("\"\"\"a\rb\"\"\"", "a string")]
    public void Read_ControlCharacterInAText_IsRefusedByItsPlace(string text, string place) => Refused(text).Message.ShouldContain(place);

    [Fact]
    public void Read_TabInAText_IsTaken() => Value("\"a\tb\"").AsString().ShouldBe("a\tb");

    [Theory]
    [InlineData("0001-01-01", 1, 1, 1)]
    [InlineData("2026-12-31", 2026, 12, 31)]
    [InlineData("2024-02-29", 2024, 2, 29)]
    [InlineData("9999-12-31", 9999, 12, 31)]
    public void Read_FirstAndLastDays_AreDates(string text, int year, int month, int day) =>
        Value(text).AsLocalDate().ShouldBe(new DateOnly(year, month, day));

    [Theory]
    [InlineData("0000-01-01")]
    [InlineData("2026-00-01")]
    [InlineData("2026-13-01")]
    [InlineData("2026-01-00")]
    [InlineData("2026-01-32")]
    [InlineData("2025-02-29")]
    [InlineData("2026-1-01")]
    [InlineData("2026-01-01T24:00:00")]
    [InlineData("2026-01-01T00:60:00")]
    [InlineData("2026-01-01T00:00:00.")]
    [InlineData("2026-01-01T00:00:00.Z")]
    [InlineData("2026-01-01T00")]
    [InlineData("2026-01-01T00:00:00+24:00")]
    [InlineData("2026-01-01T00:00:00+0100")]
    public void Read_DateOrTimeThatDoesNotExist_IsRefused(string text) => Refused(text);

    [Theory]
    [InlineData("_1")]
    [InlineData("1_")]
    [InlineData("1__0")]
    [InlineData("0x_1")]
    [InlineData("1._0")]
    [InlineData("1_.0")]
    [InlineData("1e_1")]
    [InlineData("1e1_")]
    [InlineData("01")]
    [InlineData("+0x1")]
    [InlineData("0X1")]
    [InlineData("1.")]
    [InlineData(".1")]
    [InlineData("1.e1")]
    [InlineData("9223372036854775808")]
    [InlineData("0x8000000000000000")]
    [InlineData("Inf")]
    public void Read_InvalidNumber_IsRefused(string text) => Refused(text);

    private static TomlValue Value(string text) => Read(text)["k"];

    private static TomlException Refused(string text) => Should.Throw<TomlException>(() => Read(text));

    private static TomlTable Read(string text) => TomlReader.Read(Encoding.UTF8.GetBytes($"k = {text}"), "test.toml");
}
