using Confd.GoTemplate.Time;

namespace Confd.GoTemplate.Tests.Time;

/// <summary>Rows are Go's <c>time.Weekday(n).String()</c>.</summary>
public sealed class GoWeekdayTests
{
    [Theory]
    [InlineData(-1, "%!Weekday(18446744073709551615)")]
    [InlineData(0, "Sunday")]
    [InlineData(1, "Monday")]
    [InlineData(2, "Tuesday")]
    [InlineData(3, "Wednesday")]
    [InlineData(4, "Thursday")]
    [InlineData(5, "Friday")]
    [InlineData(6, "Saturday")]
    [InlineData(7, "%!Weekday(7)")]
    [InlineData(100, "%!Weekday(100)")]
    public void ToString_Number_IsGosName(long number, string expected) => new GoWeekday(number).ToString().ShouldBe(expected);
}
