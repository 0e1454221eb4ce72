using System.Text;
using Confd.Toml.Parsing;

namespace Confd.Toml.Tests.Parsing;

/// <summary>Forms follow TOML, sections Offset Date-Time to Local Time, and RFC 3339.</summary>
public sealed class TomlDatesTests
{
    [Theory]
    [InlineData("1979-05-27T07:32:00Z", TomlValueKind.OffsetDateTime)]
    [InlineData("1979-05-27t07:32:00z", TomlValueKind.OffsetDateTime)]
    [InlineData("1979-05-27 07:32:00.5+01:30", TomlValueKind.OffsetDateTime)]
    [InlineData("1979-05-27T00:32:00.999999-07:00", TomlValueKind.OffsetDateTime)]
    [InlineData("1979-05-27T07:32:00", TomlValueKind.LocalDateTime)]
    [InlineData("1979-05-27T00:32:00.999999", TomlValueKind.LocalDateTime)]
    [InlineData("1979-05-27", TomlValueKind.LocalDate)]
    [InlineData("2000-02-29", TomlValueKind.LocalDate)]
    [InlineData("07:32:00", TomlValueKind.LocalTime)]
    [InlineData("23:59:59.999999999", TomlValueKind.LocalTime)]
    public void Read_Form_HasItsKind(string text, TomlValueKind kind) => Read(text).ShouldNotBeNull().Kind.ShouldBe(kind);

    [Theory]
    [InlineData("07:32", TomlValueKind.LocalTime)]
    [InlineData("1979-05-27T07:32", TomlValueKind.LocalDateTime)]
    [InlineData("1979-05-27 07:32Z", TomlValueKind.OffsetDateTime)]
    [InlineData("1979-05-27T07:32+01:30", TomlValueKind.OffsetDateTime)]
    [InlineData("07:32.5", null)]
    [InlineData("07:", null)]
    [InlineData("07:32:", null)]
    [InlineData("07:32:0", null)]
    [InlineData("07:60", null)]
    [InlineData("24:00", null)]
    [InlineData("1979-05-27T07", null)]
    public void Read_TimeWithoutSeconds_IsOneWhereTheseAreOptional(string text, TomlValueKind? kind)
    {
        (Read(text, secondsAreOptional: true)?.Kind).ShouldBe(kind);
        Read(text).ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("1979-5-27")]
    [InlineData("1979-13-01")]
    [InlineData("1979-00-01")]
    [InlineData("1979-01-00")]
    [InlineData("1979-04-31")]
    [InlineData("1900-02-29")]
    [InlineData("0000-01-01")]
    [InlineData("197-05-27")]
    [InlineData("1979-05-27T")]
    [InlineData("1979-05-27x07:32:00")]
    [InlineData("1979-05-27T7:32:00")]
    [InlineData("1979-05-27T07:32")]
    [InlineData("1979-05-27T24:00:00")]
    [InlineData("1979-05-27T07:60:00")]
    [InlineData("1979-05-27T07:32:00.")]
    [InlineData("1979-05-27T07:32:00+0100")]
    [InlineData("1979-05-27T07:32:00+1:00")]
    [InlineData("1979-05-27T07:32:00+24:00")]
    [InlineData("1979-05-27T07:32:00+01:60")]
    [InlineData("1979-05-27T07:32:00Zx")]
    [InlineData("07:32")]
    [InlineData("07:32:00Z")]
    [InlineData("07:32:00.x")]
    [InlineData("7:32:00")]
    [InlineData("a7:32:00")]
    public void Read_NoDateOrTime_IsNull(string text) => Read(text).ShouldBeNull();

    [Theory]
    [InlineData("00:00:00.1", 1_000_000)]
    [InlineData("00:00:00.1234567", 1_234_567)]
    [InlineData("00:00:00.12345678", 1_234_567)] // cut, not rounded
    [InlineData("00:00:00.99999999", 9_999_999)]
    public void Read_Fraction_IsCutTo100Nanoseconds(string text, long ticks)
        => Read(text).ShouldNotBeNull().Content.ShouldBe(new TimeOnly(ticks));

    [Theory]
    [InlineData("+00:00", 0)]
    [InlineData("-00:00", 0)]
    [InlineData("+05:45", 345)]
    [InlineData("-23:59", -1439)]
    public void Read_Offset_IsInMinutes(string offset, int minutes)
        => Read("2024-01-01T00:00:00" + offset).ShouldNotBeNull().Content
            .ShouldBe((new DateTime(2024, 1, 1), TimeSpan.FromMinutes(minutes)));

    [Theory]
    [InlineData("1979-05-27", true)]
    [InlineData("1979-x", true)]
    [InlineData("07:x", true)]
    [InlineData("1979", false)]
    [InlineData("19790-1", false)]
    [InlineData("x7:32", false)]
    [InlineData("", false)]
    public void LooksLikeDate_Token_IsDecidedByItsStart(string text, bool expected)
        => TomlDates.LooksLikeDate(Encoding.UTF8.GetBytes(text)).ShouldBe(expected);

    [Theory]
    [InlineData("1979-05-27", true)]
    [InlineData("1979-02-30", false)]
    [InlineData("1979-05-27T", false)]
    public void IsDateOnly_Token_MustBeOneThatExists(string text, bool expected)
        => TomlDates.IsDateOnly(Encoding.UTF8.GetBytes(text)).ShouldBe(expected);

    private static (TomlValueKind Kind, object Content)? Read(string text, bool secondsAreOptional = false) =>
        TomlDates.Read(Encoding.UTF8.GetBytes(text), secondsAreOptional);
}
