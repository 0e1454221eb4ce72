using Confd.GoTemplate.Time;

namespace Confd.GoTemplate.Tests.Time;

public sealed class LocationTests
{
    /// <summary>Times around transitions and far in the future, where only the rule at the end of the file speaks.</summary>
    [Theory]
    [InlineData("Europe/Berlin", "2024-03-31 00:59:59", "2024-03-31 01:59:59 +0100 CET")]
    [InlineData("Europe/Berlin", "2024-03-31 01:00:00", "2024-03-31 03:00:00 +0200 CEST")]
    [InlineData("Europe/Berlin", "2024-10-27 01:00:00", "2024-10-27 02:00:00 +0100 CET")]
    [InlineData("Europe/Berlin", "2099-07-01 00:00:00", "2099-07-01 02:00:00 +0200 CEST")]
    [InlineData("Europe/Berlin", "2099-12-01 00:00:00", "2099-12-01 01:00:00 +0100 CET")]
    [InlineData("America/New_York", "2050-03-13 06:59:59", "2050-03-13 01:59:59 -0500 EST")]
    [InlineData("America/New_York", "2050-03-13 07:00:00", "2050-03-13 03:00:00 -0400 EDT")]
    [InlineData("Australia/Sydney", "2050-01-01 00:00:00", "2050-01-01 11:00:00 +1100 AEDT")]
    [InlineData("Australia/Sydney", "2050-07-01 00:00:00", "2050-07-01 10:00:00 +1000 AEST")]
    [InlineData("Asia/Kolkata", "2024-01-01 00:00:00", "2024-01-01 05:30:00 +0530 IST")]
    [InlineData("Asia/Kathmandu", "2050-01-01 00:00:00", "2050-01-01 05:45:00 +0545 +0545")]
    [InlineData("Europe/Berlin", "1800-01-01 00:00:00", "1800-01-01 00:53:28 +0053 LMT")]
    public void Lookup_SystemZone_GivesOffsetAndAbbreviation(string zone, string utc, string expected)
    {
        var local = Load(zone);
        var time = DateTime.Parse(utc, System.Globalization.CultureInfo.InvariantCulture);
        var inUtc = GoTime.FromDate(time.Year, time.Month, time.Day, time.Hour, time.Minute, time.Second, 0, Location.Utc);
        inUtc.In(local).ToString().ShouldBe(expected);
    }

    [Fact]
    public void FromDate_InGapAndOverlap_ChoosesAsGo()
    {
        var berlin = Load("Europe/Berlin");
        GoTime.FromDate(2024, 3, 31, 2, 30, 0, 0, berlin).ToString().ShouldBe("2024-03-31 03:30:00 +0200 CEST");
        GoTime.FromDate(2024, 10, 27, 2, 30, 0, 0, berlin).ToString().ShouldBe("2024-10-27 02:30:00 +0100 CET");
        GoTime.FromDate(2024, 7, 1, 12, 0, 0, 0, berlin).IsDaylight.ShouldBeTrue();
    }

    [Fact]
    public void LoadLocal_Names_AreGos()
    {
        Load("Europe/Berlin").Name.ShouldBe("Europe/Berlin");
        Load(":Europe/Berlin").Name.ShouldBe("Europe/Berlin");
        Load("/usr/share/zoneinfo/Europe/Berlin").Name.ShouldBe("/usr/share/zoneinfo/Europe/Berlin");
        Location.LoadLocal(_ => "").Name.ShouldBe("UTC");
        Location.LoadLocal(_ => "No/Such/Zone").Name.ShouldBe("UTC");
        Location.LoadLocal(_ => "No/Such/Zone").IsLocal.ShouldBeTrue();
    }

    [Fact]
    public void FromTzif_DamagedData_IsRefused()
    {
        Assert.SkipUnless(File.Exists("/usr/share/zoneinfo/Europe/Berlin"), "no zone files on this machine");
        var data = File.ReadAllBytes("/usr/share/zoneinfo/Europe/Berlin");
        Location.FromTzif("x", []).ShouldBeNull();
        Location.FromTzif("x", "TZif"u8).ShouldBeNull();
        for (var length = 0; length < data.Length; length += 7)
        {
            // Cut anywhere: refused or read, never an exception.
            Location.FromTzif("x", data.AsSpan(0, length));
        }

        for (var index = 0; index < data.Length; index += 3)
        {
            var damaged = data.ToArray();
            damaged[index] ^= 0xFF;
            Location.FromTzif("x", damaged)?.Lookup(1_700_000_000);
        }
    }

    [Theory]
    [InlineData("EST5EDT,M3.2.0,M11.1.0", 1_720_000_000, "EDT", -14400)]
    [InlineData("EST5EDT", 1_720_000_000, "EDT", -14400)]
    [InlineData("<+03>-3", 1_720_000_000, "+03", 10800)]
    [InlineData("IST-1GMT0,M10.5.0,M3.5.0/1", 1_720_000_000, "IST", 3600)] // Dublin: the winter is "daylight"
    [InlineData("XXX3EDT4,0/0,J365/23", 1_720_000_000, "EDT", -14400)]
    [InlineData("AAA0BBB,J60/0,J61/0", 1_709_251_200, "BBB", 3600)] // J60 is 1 March, also in a leap year
    [InlineData("AAA0BBB,59/0,60/0", 1_709_164_800, "BBB", 3600)] // 59 counts 29 February
    public void PosixTimeZone_Rule_IsApplied(string text, long unixSeconds, string abbreviation, int offset)
    {
        var zone = PosixTimeZone.TryParse(text)!.Lookup(long.MinValue, unixSeconds).Zone;
        (zone.Abbreviation, zone.OffsetSeconds).ShouldBe((abbreviation, offset));
    }

    [Theory]
    [InlineData("")]
    [InlineData("A1")]
    [InlineData("EST")]
    [InlineData("EST5EDT,M13.1.0,M11.1.0")]
    [InlineData("EST5EDT,M3.2.0")]
    [InlineData("EST5EDT,M3.2.0,M11.1.0x")]
    [InlineData("<EST5")]
    [InlineData("EST999")]
    public void PosixTimeZone_Malformed_IsRefused(string text) => PosixTimeZone.TryParse(text).ShouldBeNull();

    private static Location Load(string zone)
    {
        var file = "/usr/share/zoneinfo/" + zone.TrimStart(':').Replace("/usr/share/zoneinfo/", "", StringComparison.Ordinal);
        Assert.SkipUnless(File.Exists(file), $"no zone file {file} on this machine");
        return Location.LoadLocal(name => name == "TZ" ? zone : null);
    }
}
