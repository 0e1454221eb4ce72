using Confd.GoTemplate.Time;
using FsCheck;
using FsCheck.Fluent;

namespace Confd.GoTemplate.Tests.Time;

public sealed class CivilDateTests
{
    private static readonly ulong Epoch = CivilDate.ToAbsoluteDays(1970, 1, 1);

    /// <summary>Rows are Go's <c>time.Date</c>: days since 1970, weekday, day of the year.</summary>
    [Theory]
    [InlineData(1970, 1, 1, 0, 4, 1)]
    [InlineData(2000, 2, 29, 11016, 2, 60)]
    [InlineData(1900, 2, 28, -25509, 3, 59)]
    [InlineData(1900, 3, 1, -25508, 4, 60)]
    [InlineData(2100, 12, 31, 47846, 5, 365)]
    [InlineData(1, 1, 1, -719162, 1, 1)]
    [InlineData(0, 2, 29, -719469, 2, 60)]
    [InlineData(0, 12, 31, -719163, 0, 366)]
    [InlineData(-1, 1, 1, -719893, 5, 1)]
    [InlineData(-4, 2, 29, -720930, 4, 60)]
    [InlineData(-400, 3, 1, -865565, 3, 61)]
    [InlineData(9999, 12, 31, 2932896, 5, 365)]
    [InlineData(100000, 7, 4, 35804907, 2, 186)]
    [InlineData(-100000, 7, 4, -37243593, 2, 186)]
    [InlineData(2024, 2, 29, 19782, 4, 60)]
    [InlineData(2023, 12, 31, 19722, 0, 365)]
    [InlineData(1582, 10, 15, -141427, 5, 288)]
    [InlineData(400, 2, 29, -573372, 2, 60)]
    [InlineData(1600, 12, 31, -134775, 0, 366)]
    public void ToAbsoluteDays_Date_AgreesWithGo(int year, int month, int day, long sinceEpoch, int weekday, int yearDay)
    {
        var absolute = CivilDate.ToAbsoluteDays(year, month, day);
        unchecked((long)(absolute - Epoch)).ShouldBe(sinceEpoch);
        CivilDate.Weekday(absolute).ShouldBe(weekday);
        var date = CivilDate.FromAbsoluteDays(absolute);
        date.ShouldBe(new CivilDate(year, month, day));
        date.YearDay.ShouldBe(yearDay);
    }

    [Fact]
    public void FromAbsoluteDays_AnyDay_ComesBack()
        => Prop.ForAll(ArbMap.Default.ArbFor<int>(), days =>
        {
            var absolute = unchecked(Epoch + (ulong)(long)days);
            var date = CivilDate.FromAbsoluteDays(absolute);
            return CivilDate.ToAbsoluteDays(date.Year, date.Month, date.Day) == absolute
                && date.Month is >= 1 and <= 12
                && date.Day is >= 1 and <= 31;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
}
