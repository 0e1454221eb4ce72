using Confd.GoTemplate.Time;

namespace Confd.GoTemplate.Tests.Time;

/// <summary>Rows are Go's <c>time.Month(n).String()</c>.</summary>
public sealed class GoMonthTests
{
    [Theory]
    [InlineData(-1, "%!Month(18446744073709551615)")]
    [InlineData(0, "%!Month(0)")]
    [InlineData(1, "January")]
    [InlineData(2, "February")]
    [InlineData(3, "March")]
    [InlineData(4, "April")]
    [InlineData(5, "May")]
    [InlineData(6, "June")]
    [InlineData(7, "July")]
    [InlineData(8, "August")]
    [InlineData(9, "September")]
    [InlineData(10, "October")]
    [InlineData(11, "November")]
    [InlineData(12, "December")]
    [InlineData(13, "%!Month(13)")]
    [InlineData(100, "%!Month(100)")]
    public void ToString_Number_IsGosName(long number, string expected) => new GoMonth(number).ToString().ShouldBe(expected);
}
