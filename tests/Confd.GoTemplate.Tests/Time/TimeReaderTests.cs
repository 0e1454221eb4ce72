using System.Text;
using System.Text.Json;
using Confd.GoTemplate.Time;
using Confd.TestSupport;

namespace Confd.GoTemplate.Tests.Time;

public sealed class TimeReaderTests
{
    private const string Shown = "2006-01-02T15:04:05.999999999 -07:00:00 MST";

    // Recorded from time.ParseInLocation of Go; where versions differ, from 1.25 or by the rules of 1.26.
    [Theory]
    [InlineData("2006-01-02", "2024-02-29", "UTC", "2024-02-29T00:00:00 +00:00:00 UTC")]
    [InlineData("2006-01-02", "2023-02-29", "UTC", "parsing time \"2023-02-29\": day out of range")]
    [InlineData("2006-01-02", "2024-13-01", "UTC", "parsing time \"2024-13-01\": month out of range")]
    [InlineData("2006-01-02", "2024-00-10", "UTC", "parsing time \"2024-00-10\": month out of range")]
    [InlineData("2006-01-02", "2024-1-2", "UTC", "parsing time \"2024-1-2\" as \"2006-01-02\": cannot parse \"1-2\" as \"01\"")]
    [InlineData("2006-1-2", "2024-01-02", "UTC", "2024-01-02T00:00:00 +00:00:00 UTC")]
    [InlineData("2006-01-02", "24-01-02", "UTC", "parsing time \"24-01-02\" as \"2006-01-02\": cannot parse \"24-01-02\" as \"2006\"")]
    [InlineData("2006-01-02", "", "UTC", "parsing time \"\" as \"2006-01-02\": cannot parse \"\" as \"2006\"")]
    [InlineData("2006-01-02", "2024-01-02x", "UTC", "parsing time \"2024-01-02x\": extra text: \"x\"")]
    [InlineData(
        "2006-01-02", " 2024-01-02", "UTC",
        "parsing time \" 2024-01-02\" as \"2006-01-02\": cannot parse \" 2024-01-02\" as \"2006\"")]
    [InlineData("06-1-2", "68-1-2", "UTC", "2068-01-02T00:00:00 +00:00:00 UTC")]
    [InlineData("06-1-2", "69-1-2", "UTC", "1969-01-02T00:00:00 +00:00:00 UTC")]
    [InlineData("06-1-2", "99-12-31", "UTC", "1999-12-31T00:00:00 +00:00:00 UTC")]
    [InlineData("Jan _2 2006", "Feb  7 2024", "UTC", "2024-02-07T00:00:00 +00:00:00 UTC")]
    [InlineData("Jan _2 2006", "feb 17 2024", "UTC", "2024-02-17T00:00:00 +00:00:00 UTC")]
    [InlineData("January 2, 2006", "FEBRUARY 7, 2024", "UTC", "2024-02-07T00:00:00 +00:00:00 UTC")]
    [InlineData(
        "January 2, 2006", "Febr 7, 2024", "UTC",
        "parsing time \"Febr 7, 2024\" as \"January 2, 2006\": cannot parse \"Febr 7, 2024\" as \"January\"")]
    [InlineData("Mon Jan 2 15:04:05 2006", "Sun Jan 2 15:04:05 2006", "UTC", "2006-01-02T15:04:05 +00:00:00 UTC")]
    [InlineData("Monday", "Notaday", "UTC", "parsing time \"Notaday\" as \"Monday\": cannot parse \"Notaday\" as \"Monday\"")]
    [InlineData("2006 002", "2024 060", "UTC", "2024-02-29T00:00:00 +00:00:00 UTC")]
    [InlineData("2006 002", "2023 060", "UTC", "2023-03-01T00:00:00 +00:00:00 UTC")]
    [InlineData("2006 002", "2024 366", "UTC", "2024-12-31T00:00:00 +00:00:00 UTC")]
    [InlineData("2006 002", "2023 366", "UTC", "parsing time \"2023 366\": day-of-year out of range")]
    [InlineData("2006 002", "2024 000", "UTC", "parsing time \"2024 000\": day-of-year out of range")]
    [InlineData("2006 __2", "2024  60", "UTC", "2024-02-29T00:00:00 +00:00:00 UTC")]
    [InlineData("2006 __2", "2024   6", "UTC", "2024-01-06T00:00:00 +00:00:00 UTC")]
    [InlineData("2006-01 002", "2024-02 060", "UTC", "2024-02-29T00:00:00 +00:00:00 UTC")]
    [InlineData("2006-01 002", "2024-03 060", "UTC", "parsing time \"2024-03 060\": day-of-year does not match month")]
    [InlineData("2006-01-02 002", "2024-02-28 060", "UTC", "parsing time \"2024-02-28 060\": day-of-year does not match day")]
    [InlineData("2006 002", "2024 60", "UTC", "parsing time \"2024 60\" as \"2006 002\": cannot parse \"60\" as \"002\"")]
    [InlineData("15:04:05", "23:59:59", "UTC", "0000-01-01T23:59:59 +00:00:00 UTC")]
    [InlineData("15:04:05", "24:00:00", "UTC", "parsing time \"24:00:00\": hour out of range")]
    [InlineData("15:04:05", "12:60:00", "UTC", "parsing time \"12:60:00\": minute out of range")]
    [InlineData("15:04:05", "12:00:60", "UTC", "parsing time \"12:00:60\": second out of range")]
    [InlineData("15:04", "7:4", "UTC", "parsing time \"7:4\" as \"15:04\": cannot parse \"4\" as \"04\"")]
    [InlineData("15:4", "7:4", "UTC", "0000-01-01T07:04:00 +00:00:00 UTC")]
    [InlineData("3:04PM", "12:30AM", "UTC", "0000-01-01T00:30:00 +00:00:00 UTC")]
    [InlineData("3:04PM", "12:30PM", "UTC", "0000-01-01T12:30:00 +00:00:00 UTC")]
    [InlineData("3:04PM", "1:30PM", "UTC", "0000-01-01T13:30:00 +00:00:00 UTC")]
    [InlineData("3:04PM", "13:30PM", "UTC", "parsing time \"13:30PM\": hour out of range")]
    [InlineData("03:04pm", "01:30pm", "UTC", "0000-01-01T13:30:00 +00:00:00 UTC")]
    [InlineData("03:04pm", "1:30pm", "UTC", "parsing time \"1:30pm\" as \"03:04pm\": cannot parse \"1:30pm\" as \"03\"")]
    [InlineData("15:04:05", "12:00:00.5", "UTC", "0000-01-01T12:00:00.5 +00:00:00 UTC")]
    [InlineData("15:04:05", "12:00:00,123456789", "UTC", "0000-01-01T12:00:00.123456789 +00:00:00 UTC")]
    [InlineData("15:04:05", "12:00:00.1234567899999", "UTC", "0000-01-01T12:00:00.123456789 +00:00:00 UTC")]
    [InlineData("15:04:05.000", "12:00:00.123", "UTC", "0000-01-01T12:00:00.123 +00:00:00 UTC")]
    [InlineData("15:04:05.999", "12:00:00", "UTC", "0000-01-01T12:00:00 +00:00:00 UTC")]
    [InlineData("15:04:05.999", "12:00:00.123456", "UTC", "0000-01-01T12:00:00.123456 +00:00:00 UTC")]
    [InlineData("2006-01-02T15:04:05Z07:00", "2024-06-01T12:00:00Z", "Europe/Berlin", "2024-06-01T12:00:00 +00:00:00 UTC")]
    [InlineData("2006-01-02T15:04:05Z07:00", "2024-06-01T12:00:00+02:00", "Europe/Berlin", "2024-06-01T12:00:00 +02:00:00 CEST")]
    [InlineData("2006-01-02T15:04:05Z07:00", "2024-06-01T12:00:00+01:00", "Europe/Berlin", "2024-06-01T12:00:00 +01:00:00 +0100")]
    [InlineData(
        "2006-01-02T15:04:05Z07:00", "2024-06-01T12:00:00+25:00", "UTC",
        "parsing time \"2024-06-01T12:00:00+25:00\": time zone offset hour out of range")]
    [InlineData("2006-01-02T15:04:05Z07:00", "2024-06-01T12:00:00+24:60", "UTC", "2024-06-01T12:00:00 +25:00:00 +2500")]
    [InlineData(
        "2006-01-02T15:04:05Z07:00", "2024-06-01T12:00:00+00:61", "UTC",
        "parsing time \"2024-06-01T12:00:00+00:61\": time zone offset minute out of range")]
    [InlineData("2006-01-02T15:04:05-0700", "2024-06-01T12:00:00-0330", "UTC", "2024-06-01T12:00:00 -03:30:00 -0330")]
    [InlineData("-07", "+05", "UTC", "0000-01-01T00:00:00 +05:00:00 +0500")]
    [InlineData("-070000", "-001530", "UTC", "0000-01-01T00:00:00 -00:15:30 -0015")]
    [InlineData("-07:00:00", "+01:02:03", "UTC", "0000-01-01T00:00:00 +01:02:03 +0102")]
    [InlineData("2006-01-02 15:04 MST", "2024-06-01 12:00 CEST", "Europe/Berlin", "2024-06-01T12:00:00 +02:00:00 CEST")]
    [InlineData("2006-01-02 15:04 MST", "2024-06-01 12:00 CET", "Europe/Berlin", "2024-06-01T13:00:00 +02:00:00 CEST")]
    [InlineData("2006-01-02 15:04 MST", "2024-06-01 12:00 UTC", "Europe/Berlin", "2024-06-01T12:00:00 +00:00:00 UTC")]
    [InlineData("2006-01-02 15:04 MST", "2024-06-01 12:00 PST", "Europe/Berlin", "2024-06-01T12:00:00 +00:00:00 PST")]
    [InlineData("2006-01-02 15:04 MST", "2024-06-01 12:00 GMT+3", "Europe/Berlin", "2024-06-01T15:00:00 +03:00:00 GMT+3")]
    [InlineData("2006-01-02 15:04 MST", "2024-06-01 12:00 GMT-11", "Europe/Berlin", "2024-06-01T01:00:00 -11:00:00 GMT-11")]
    [InlineData("MST", "GMT+24", "UTC", "parsing time \"GMT+24\": extra text: \"+24\"")]
    [InlineData("MST", "WITA", "UTC", "0000-01-01T00:00:00 +00:00:00 WITA")]
    [InlineData("MST", "ABCD", "UTC", "parsing time \"ABCD\" as \"MST\": cannot parse \"ABCD\" as \"MST\"")]
    [InlineData("MST", "ChST", "UTC", "0000-01-01T00:00:00 +00:00:00 ChST")]
    [InlineData("MST", "+03", "UTC", "0000-01-01T00:00:00 +00:00:00 +03")]
    [InlineData("MST", "ab", "UTC", "parsing time \"ab\" as \"MST\": cannot parse \"ab\" as \"MST\"")]
    [InlineData("2006-01-02 15:04", "2024-03-31 02:30", "Europe/Berlin", "2024-03-31T03:30:00 +02:00:00 CEST")]
    [InlineData("2006-01-02 15:04", "2024-10-27 02:30", "Europe/Berlin", "2024-10-27T02:30:00 +01:00:00 CET")]
    [InlineData("2006-01-02", "0000-01-01", "UTC", "0000-01-01T00:00:00 +00:00:00 UTC")]
    [InlineData("2006-01-02", "9999-12-31", "UTC", "9999-12-31T00:00:00 +00:00:00 UTC")]
    [InlineData("of the 2006", "of the 2024", "UTC", "2024-01-01T00:00:00 +00:00:00 UTC")]
    [InlineData(
        "of the 2006", "of thy 2024", "UTC",
        "parsing time \"of thy 2024\" as \"of the 2006\": cannot parse \"y 2024\" as \"of the \"")]
    [InlineData("a b 2006", "a   b 2024", "UTC", "2024-01-01T00:00:00 +00:00:00 UTC")]
    [InlineData("a b 2006", "ab 2024", "UTC", "parsing time \"ab 2024\" as \"a b 2006\": cannot parse \"b 2024\" as \"a b \"")]
    [InlineData("Janet 2006", "Janet 2024", "UTC", "2024-01-01T00:00:00 +00:00:00 UTC")]
    [InlineData("Janet 2006", "Feb 2024", "UTC", "parsing time \"Feb 2024\" as \"Janet 2006\": cannot parse \"Feb 2024\" as \"Janet \"")]
    [InlineData("-0700", "+25:0", "UTC", "parsing time \"+25:0\": time zone offset hour out of range")]
    [InlineData("-0700", "x2500", "UTC", "parsing time \"x2500\": time zone offset hour out of range")]
    [InlineData("-0700", "+x960", "UTC", "parsing time \"+x960\" as \"-0700\": cannot parse \"+x960\" as \"-0700\"")]
    [InlineData("-070000", "+256161", "UTC", "parsing time \"+256161\": time zone offset second out of range")]
    [InlineData("-07:00", "+25x00", "UTC", "parsing time \"+25x00\" as \"-07:00\": cannot parse \"+25x00\" as \"-07:00\"")]
    [InlineData("15:04 -070000", "12:00 -000001", "Europe/Berlin", "0000-01-01T12:00:00 +00:53:28 LMT")]
    [InlineData("5.000", "1.+02", "UTC", "0000-01-01T00:00:01.002 +00:00:00 UTC")]
    [InlineData("5.000", "1.-02", "UTC", "parsing time \"1.-02\": fractional second out of range")]
    [InlineData("5.00", "1.-0", "UTC", "0000-01-01T00:00:01 +00:00:00 UTC")]
    [InlineData("", "x", "UTC", "parsing time \"x\": extra text: \"x\"")]
    [InlineData("", "", "UTC", "0000-01-01T00:00:00 +00:00:00 UTC")]
    [InlineData("2006\u00e9", "2024\u00e9", "UTC", "2024-01-01T00:00:00 +00:00:00 UTC")]
    [InlineData("2006\u00e9", "2024e", "UTC", "parsing time \"2024e\" as \"2006\\xc3\\xa9\": cannot parse \"e\" as \"\\xc3\\xa9\"")]
    public void Read_AnyText_IsWhatGoMakesOfIt(string layout, string text, string zone, string expected)
    {
        var problem = Read(layout, text, zone, out var time);

        (problem?.Full ?? time.Format(Shown)).ShouldBe(expected);
    }

    [Fact]
    public async Task Read_RandomLayoutsAndTexts_AreWhatGoMakesOfThem()
    {
        var rows = await File.ReadAllLinesAsync(RepositoryFiles.Fixture("go-time/parse.jsonl"), Cancellation);
        var differences = new List<string>();
        foreach (var row in rows)
        {
            var fields = JsonSerializer.Deserialize<string[]>(row)!;
            var problem = Read(fields[0], fields[1], fields[2], out var time);
            if ((problem?.Full ?? time.Format(Shown)) is var actual && actual != fields[3])
            {
                differences.Add($"{row}\n  ours: {actual}");
            }
        }

        rows.Length.ShouldBe(1200);
        differences.ShouldBeEmpty();
    }

    [Fact]
    public void Read_Problem_ShowsNeitherTextNorLayoutInItsRedactedWords()
    {
        var problem = Read("2006-01-02", "s3cret", "UTC", out var time).ShouldNotBeNull();

        problem.Redacted.ShouldNotContain("s3cret");
        problem.Redacted.ShouldContain("6 bytes");
        time.IsDefault.ShouldBeTrue();
    }

    [Fact]
    public void Read_BytesThatAreNoUtf8_AreShownAsBytes()
    {
        var problem = TimeReader.Read("2006"u8, [0xff, (byte)'"', (byte)'\\', 1], Location.Utc, out _).ShouldNotBeNull();

        problem.Full.ShouldBe("parsing time \"\\xff\\\"\\\\\\x01\" as \"2006\": cannot parse \"\\xff\\\"\\\\\\x01\" as \"2006\"");
    }

    [Fact]
    public void Read_WhatFormatWrote_IsTheSameInstant()
    {
        string[] layouts =
        [
            "2006-01-02T15:04:05.999999999Z07:00", "Mon, 02 Jan 2006 15:04:05.000000000 -0700",
            "Jan _2 2006 3:04:05,999999999 PM -07:00:00",
            "2006 __2 15:04:05.999999999 Z070000", "Monday, January 2, 2006 15:04:05.000000000 Z07:00:00",
        ];
        var random = new Random(11);
        for (var round = 0; round < 2000; round++)
        {
            var zone = Location.Load(round % 2 == 0 ? "Europe/Berlin" : "America/St_Johns").ShouldNotBeNull();
            var time = GoTime.FromUnix(random.NextInt64(0, 8_000_000_000), random.Next(1_000_000_000), zone);
            var layout = layouts[round % layouts.Length];

            var text = time.Format(layout);

            TimeReader.Read(Encoding.UTF8.GetBytes(layout), Encoding.UTF8.GetBytes(text), zone, out var read).ShouldBeNull(text);
            read.IsSameInstant(time).ShouldBeTrue($"{text} by {layout}");
        }
    }

    private static ErrorText? Read(string layout, string text, string zone, out GoTime time) => TimeReader.Read(
        Encoding.UTF8.GetBytes(layout), Encoding.UTF8.GetBytes(text), Location.Load(zone).ShouldNotBeNull(), out time);
}
