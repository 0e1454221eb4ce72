using Confd.GoTemplate.Time;
using Confd.TestSupport;

namespace Confd.GoTemplate.Tests.Time;

public sealed class GoTimeTests
{
    private static readonly Location Plus530 = FixedZone("IST", 5 * 3600 + 1800);
    private static readonly GoTime Leap = GoTime.FromDate(2024, 2, 29, 13, 4, 5, 67_890_000, Location.Utc);

    [Theory]
    [InlineData("2006-01-02T15:04:05Z07:00", "2024-02-29T13:04:05Z")]
    [InlineData("Mon Jan _2 15:04:05 2006", "Thu Feb 29 13:04:05 2024")]
    [InlineData("Monday, 02-Jan-06 15:04:05 MST", "Thursday, 29-Feb-24 13:04:05 UTC")]
    [InlineData("3:04PM 03:04pm", "1:04PM 01:04pm")]
    [InlineData("4.5", "4.5")]
    [InlineData("002 __2 2006", "060  60 2024")]
    [InlineData("05.000 05,000000", "05.067 05,067890")]
    [InlineData("05.999 05,999999999 .99", "05.067 05,06789 .06")]
    [InlineData("05.0001", "05.0002")] // another digit follows: no fraction, but 0, 0 and a month
    [InlineData("_2006 _2", "_2024 29")]
    [InlineData("Jany January", "Jany February")]
    [InlineData("MSTMST", "UTCUTC")]
    [InlineData("-07 -0700 -07:00 -070000 -07:00:00", "+00 +0000 +00:00 +000000 +00:00:00")]
    [InlineData("Z07 Z0700 Z07:00 Z070000 Z07:00:00", "Z Z Z Z Z")]
    [InlineData("-7 Z7 20 07", "-7 Z7 290 07")]
    public void Format_Layout_WritesFields(string layout, string expected) => Leap.Format(layout).ShouldBe(expected);

    [Theory]
    [InlineData(-991, "-0991 91")]
    [InlineData(-7, "-0007 07")]
    [InlineData(12345, "12345 45")]
    public void Format_UnusualYear_ShortFormDropsTheSign(int year, string expected) =>
        GoTime.FromDate(year, 6, 14, 0, 0, 0, 0, Location.Utc).Format("2006 06").ShouldBe(expected);

    [Theory]
    [InlineData(0, "12:00 AM 12")]
    [InlineData(11, "11:00 AM 11")]
    [InlineData(12, "12:00 PM 12")]
    [InlineData(23, "11:00 PM 11")]
    public void Format_HalfDayClock_HasNoZeroHour(int hour, string expected) =>
        GoTime.FromDate(2024, 1, 1, hour, 0, 0, 0, Location.Utc).Format("03:04 PM 3").ShouldBe(expected);

    [Theory]
    [InlineData(-3600, "-01 -0100 -01:00 -010000 -01:00:00")]
    [InlineData(20700, "+05 +0545 +05:45 +054500 +05:45:00")]
    [InlineData(-1234, "-00 -0020 -00:20 -002034 -00:20:34")]
    public void Format_Offset_InAllForms(int seconds, string expected)
    {
        var time = Leap.In(FixedZone("X", seconds));
        time.Format("-07 -0700 -07:00 -070000 -07:00:00").ShouldBe(expected);
        time.Format("Z07 Z0700 Z07:00 Z070000 Z07:00:00").ShouldBe(expected);
    }

    [Fact]
    public void Format_ZoneWithoutName_WritesOffset() => Leap.In(FixedZone("", -5400)).Format("MST").ShouldBe("-0130");

    [Theory]
    [InlineData(0, "0000")]
    [InlineData(-1, "-0001")]
    [InlineData(99, "0099")]
    [InlineData(12345, "12345")]
    public void Format_YearOutOfFourDigits_IsPaddedOnly(int year, string expected) =>
        GoTime.FromDate(year, 1, 1, 0, 0, 0, 0, Location.Utc).Format("2006").ShouldBe(expected);

    [Theory]
    [InlineData(1, 0, 0, "2025-03-01")]
    [InlineData(0, 12, 0, "2025-03-01")]
    [InlineData(4, 0, 0, "2028-02-29")]
    [InlineData(0, 1, 1, "2024-03-30")]
    [InlineData(0, -1, 2, "2024-01-31")]
    [InlineData(0, 0, -60, "2023-12-31")]
    [InlineData(-24, -2, -29, "1999-11-30")]
    [InlineData(0, 25, 366, "2027-03-30")]
    public void AddDate_AnyParts_Normalizes(int years, int months, int days, string expected) =>
        Leap.AddDate(years, months, days).Format("2006-01-02").ShouldBe(expected);

    [Fact]
    public void FromDate_PartsOutOfRange_CarryOver() =>
        GoTime.FromDate(2023, 14, 0, 25, -1, 61, -1, Location.Utc).ToString().ShouldBe("2024-02-01 01:00:00.999999999 +0000 UTC");

    [Fact]
    public void FromDate_EveryDayOfFourCenturies_AgreesWithDateTime()
    {
        for (var day = new DateTime(1800, 1, 1); day.Year < 2201; day = day.AddDays(1))
        {
            var time = GoTime.FromDate(day.Year, day.Month, day.Day, 0, 0, 0, 0, Location.Utc);
            time.UnixSeconds.ShouldBe(new DateTimeOffset(day, TimeSpan.Zero).ToUnixTimeSeconds());
            (time.Year, time.Month.Number, time.Day, time.YearDay, time.Weekday.Number)
                .ShouldBe((day.Year, day.Month, day.Day, day.DayOfYear, (long)day.DayOfWeek));
        }
    }

    [Fact]
    public void Subtract_FarApart_Saturates()
    {
        var late = Leap.AddDate(400, 0, 0);
        late.Subtract(Leap).ShouldBe(GoDuration.MaxValue);
        Leap.Subtract(late).ShouldBe(GoDuration.MinValue);
        Leap.AddDate(0, 0, 1).Subtract(Leap).ToString().ShouldBe("24h0m0s");
    }

    [Fact]
    public void Add_Duration_CarriesBothWays()
    {
        Leap.Add(new GoDuration(932_110_000)).Nanosecond.ShouldBe(0);
        Leap.Add(new GoDuration(-67_890_001)).ToString().ShouldBe("2024-02-29 13:04:04.999999999 +0000 UTC");
        Leap.Add(GoDuration.MinValue).Year.ShouldBe(1731);
    }

    [Theory]
    [InlineData(3_600_000_000_000, "13:00:00", "13:00:00")]
    [InlineData(60_000_000_000, "13:04:00", "13:04:00")]
    [InlineData(600_000_000_000, "13:00:00", "13:00:00")]
    [InlineData(86_400_000_000_000, "00:00:00", "00:00:00")]
    [InlineData(7, "13:04:05.067889998", "13:04:05.067890005")]
    [InlineData(-1, "13:04:05.06789", "13:04:05.06789")]
    public void TruncateAndRound_Unit_AreMultiplesSinceYear1(long unit, string truncated, string rounded)
    {
        if (unit == 7)
        {
            var since = ((Int128)Leap.InternalSeconds * 1_000_000_000) + Leap.Nanosecond;
            Leap.Subtract(Leap.Truncate(new GoDuration(unit))).Nanoseconds.ShouldBe((long)(since % 7));
            return;
        }

        Leap.Truncate(new GoDuration(unit)).Format("15:04:05.999999999").ShouldBe(truncated);
        if (unit != 86_400_000_000_000)
        {
            Leap.Round(new GoDuration(unit)).Format("15:04:05.999999999").ShouldBe(rounded);
        }
        else
        {
            Leap.Round(new GoDuration(unit)).Day.ShouldBe(1);
        }
    }

    [Fact]
    public void Truncate_BeforeYear1_RoundsDown() =>
        GoTime.FromDate(0, 12, 31, 23, 30, 0, 0, Location.Utc)
            .Truncate(new GoDuration(3_600_000_000_000))
            .Format("15:04")
            .ShouldBe("23:00");

    [Fact]
    public void ToString_MonotonicReading_IsShownUntilDropped()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        var now = GoTime.Now(clock, Location.Utc, TimeSpan.FromMilliseconds(1500));
        now.ToString().ShouldBe("2026-01-02 03:04:05 +0000 UTC m=+1.500000000");
        now.Add(new GoDuration(-2_000_000_000)).ToString().ShouldBe("2026-01-02 03:04:03 +0000 UTC m=-0.500000000");
        now.In(Location.Utc).ToString().ShouldBe("2026-01-02 03:04:05 +0000 UTC");
        now.AddDate(0, 0, 0).ToString().ShouldBe("2026-01-02 03:04:05 +0000 UTC");
        (now == now.In(Location.Utc)).ShouldBeFalse();
        now.IsSameInstant(now.In(Location.Utc)).ShouldBeTrue();
    }

    [Fact]
    public void Default_Value_IsGoZero()
    {
        default(GoTime).ToString().ShouldBe("0001-01-01 00:00:00 +0000 UTC");
        default(GoTime).IsZero.ShouldBeTrue();
        default(GoTime).IsDefault.ShouldBeTrue();
        default(GoTime).In(Plus530).IsZero.ShouldBeTrue();
        default(GoTime).In(Plus530).IsDefault.ShouldBeFalse();
        default(GoTime).UnixSeconds.ShouldBe(-62135596800);
    }

    [Fact]
    public void ToGoSyntax_Locations_AreNamed()
    {
        Leap.ToGoSyntax(name => $"\"{name}\"").ShouldBe("time.Date(2024, time.February, 29, 13, 4, 5, 67890000, time.UTC)");
        Leap.In(Plus530).ToGoSyntax(name => $"\"{name}\"").ShouldEndWith("18, 34, 5, 67890000, time.Location(\"IST\"))");
        Leap.In(Location.LoadLocal(_ => "")).ToGoSyntax(name => name).ShouldEndWith("time.Local)");
    }

    [Fact]
    public void TryFormatRfc3339_OutOfRange_ReportsWhy()
    {
        Leap.TryFormatRfc3339(out var text).ShouldBeNull();
        text.ShouldBe("2024-02-29T13:04:05.06789Z");
        Leap.In(Plus530).TryFormatRfc3339(out text).ShouldBeNull();
        text.ShouldBe("2024-02-29T18:34:05.06789+05:30");
        Leap.AddDate(8000, 0, 0).TryFormatRfc3339(out _).ShouldBe("year outside of range [0,9999]");
        Leap.AddDate(-2025, 0, 0).TryFormatRfc3339(out _).ShouldBe("year outside of range [0,9999]");
        Leap.In(FixedZone("far", 24 * 3600)).TryFormatRfc3339(out _).ShouldBe("timezone hour outside of range [0,23]");
    }

    [Fact]
    public void TryFormatBinary_Offsets_UseBothVersions()
    {
        Leap.TryFormatBinary(out var bytes).ShouldBeNull();
        Convert.ToHexString(bytes!).ShouldBe("010000000EDD7277C5040BEB50FFFF");
        Leap.In(Plus530).TryFormatBinary(out bytes).ShouldBeNull();
        bytes![^2..].ShouldBe(new byte[] { 0x01, 0x4A });
        Leap.In(FixedZone("LMT", -1234)).TryFormatBinary(out bytes).ShouldBeNull();
        (bytes![0], bytes.Length, (sbyte)bytes[15]).ShouldBe(((byte)2, 16, (sbyte)-34));
        Leap.In(FixedZone("m1", -60)).TryFormatBinary(out _).ShouldBe("unexpected zone offset");
    }

    [Theory]
    [InlineData("2006-01-02", "2024-02-29", "2024-02-29 00:00:00 +0530 IST")]
    [InlineData("2006-01-02T15:04:05Z07:00", "2024-02-29T13:04:05Z", "2024-02-29 13:04:05 +0000 UTC")]
    [InlineData("2006-01-02T15:04:05Z07:00", "2024-02-29T13:04:05+05:30", "2024-02-29 13:04:05 +0530 IST")]
    [InlineData("2006-01-02T15:04:05Z07:00", "2024-02-29T13:04:05-05:00", "2024-02-29 13:04:05 -0500 -0500")]
    [InlineData("2006-01-02T15:04:05", "2024-02-29T13:04:05.25", "2024-02-29 13:04:05.25 +0530 IST")]
    [InlineData("15:04:05.000", "13:04:05.123", "0000-01-01 13:04:05.123 +0530 IST")]
    [InlineData("15:04:05,999", "13:04:05", "0000-01-01 13:04:05 +0530 IST")]
    [InlineData("Mon Jan _2 2006", "Thu Feb  9 2023", "2023-02-09 00:00:00 +0530 IST")]
    [InlineData("Monday, 02-Jan-06", "THURSDAY, 01-fEB-69", "1969-02-01 00:00:00 +0530 IST")]
    [InlineData("2006 002", "2024 366", "2024-12-31 00:00:00 +0530 IST")]
    [InlineData("2006 __2", "2023  59", "2023-02-28 00:00:00 +0530 IST")]
    [InlineData("3:04PM", "12:30AM", "0000-01-01 00:30:00 +0530 IST")]
    [InlineData("3:04pm", "1:30pm", "0000-01-01 13:30:00 +0530 IST")]
    [InlineData("2006 MST", "2024 IST", "2024-01-01 00:00:00 +0530 IST")]
    [InlineData("2006 MST", "2024 PDT", "2024-01-01 00:00:00 +0000 PDT")]
    [InlineData("2006 MST", "2024 GMT+3", "2024-01-01 03:00:00 +0300 GMT+3")] // Go takes the clock for UTC here
    [InlineData("2006 MST", "2024 +08", "2024-01-01 00:00:00 +0000 +08")]
    [InlineData("2006 -0700 MST", "2024 -0700 MST", "2024-01-01 00:00:00 -0700 MST")]
    [InlineData("2006 -07:00:00", "2024 +01:02:03", "2024-01-01 00:00:00 +0102 +0102")]
    public void TryParse_TextOfTheLayout_IsTheTime(string layout, string text, string expected)
    {
        Parse(layout, text, out var time).ShouldBeNull();

        time.ToString().ShouldBe(expected);
    }

    [Theory]
    [InlineData("2006-01-02", "2023-02-29", "parsing time \"2023-02-29\": day out of range")]
    [InlineData("2006-01-02", "2023-13-01", "parsing time \"2023-13-01\": month out of range")]
    [InlineData("2006-01-02", "2023-01-0x", "parsing time \"2023-01-0x\" as \"2006-01-02\": cannot parse \"0x\" as \"02\"")]
    [InlineData("2006-01-02", "2023-01-02x", "parsing time \"2023-01-02x\": extra text: \"x\"")]
    [InlineData("2006-01-02", "2023/01/02", "parsing time \"2023/01/02\" as \"2006-01-02\": cannot parse \"/01/02\" as \"-\"")]
    [InlineData("15:04", "24:00", "parsing time \"24:00\": hour out of range")]
    [InlineData("15:04:05", "23:00:60", "parsing time \"23:00:60\": second out of range")]
    [InlineData("Jan", "Foo", "parsing time \"Foo\" as \"Jan\": cannot parse \"Foo\" as \"Jan\"")]
    [InlineData("2006 002", "2023 366", "parsing time \"2023 366\": day-of-year out of range")]
    [InlineData("2006 01 002", "2023 03 001", "parsing time \"2023 03 001\": day-of-year does not match month")]
    [InlineData("-0700", "+2500", "parsing time \"+2500\": time zone offset hour out of range")]
    [InlineData("Z07:00", "+05:3", "parsing time \"+05:3\" as \"Z07:00\": cannot parse \"+05:3\" as \"Z07:00\"")]
    [InlineData("MST", "Mst", "parsing time \"Mst\" as \"MST\": cannot parse \"Mst\" as \"MST\"")]
    [InlineData("05.000", "01.12", "parsing time \"01.12\" as \"05.000\": cannot parse \".12\" as \".000\"")]
    [InlineData("2006", "é", "parsing time \"\\xc3\\xa9\" as \"2006\": cannot parse \"\\xc3\\xa9\" as \"2006\"")]
    public void TryParse_OtherText_GivesGosMessage(string layout, string text, string message)
    {
        var problem = Parse(layout, text, out var time);

        problem!.Full.ShouldBe(message);
        problem.Redacted.ShouldNotContain(text);
        time.IsDefault.ShouldBeTrue();
    }

    [Theory]
    [InlineData("UTC", "UTC")]
    [InlineData("", "UTC")]
    [InlineData("../etc/localtime", null)]
    [InlineData("/usr/share/zoneinfo/UTC", null)]
    [InlineData("No/Such_Zone", null)]
    [InlineData("a\0b", null)]
    public void Load_Name_IsAZoneOfTheDataOrNone(string name, string? expected) =>
        (Location.Load(name)?.Name).ShouldBe(expected);

    private static ErrorText? Parse(string layout, string text, out GoTime time) =>
        GoTime.TryParse(System.Text.Encoding.UTF8.GetBytes(layout), System.Text.Encoding.UTF8.GetBytes(text), Plus530, out time);

    private static Location FixedZone(string name, int offset) =>
        new(name, [new Zone(name, offset, false)], [new Transition(long.MinValue, 0)], null);
}
