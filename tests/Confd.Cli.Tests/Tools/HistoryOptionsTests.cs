using System.CommandLine;
using Confd.Cli.Tools;
using Confd.DynamoDb.History;

namespace Confd.Cli.Tests.Tools;

/// <summary>How people name a moment: by ISO 8601 alone, as other forms mean another day elsewhere.</summary>
public sealed class HistoryOptionsTests
{
    private readonly Option<HistoryMoment?> _at = HistoryOptions.CreateMoment(new ToolConsole(), "--at", "When.");

    [Theory]
    [InlineData("2026-11-29", "2026-11-29T00:00:00Z")]
    [InlineData("2026-11-29T12:30", "2026-11-29T12:30:00Z")]
    [InlineData("2026-11-29T12:30:15Z", "2026-11-29T12:30:15Z")]
    [InlineData("2026-11-29T12:30:15.25+02:00", "2026-11-29T10:30:15.25Z")]
    public void Time_InIsoForm_IsThat(string text, string time) =>
        Parse(text).GetValue(_at).ShouldBe(HistoryMoment.At(DateTimeOffset.Parse(time, null)));

    [Theory]
    [InlineData("11-29-2026")]
    [InlineData("03-04-2026")]
    [InlineData("10-11")]
    [InlineData("Nov-29")]
    [InlineData("2026-11")]
    [InlineData("12:00-05")]
    [InlineData("2026-13-01")]
    [InlineData("2026-11-29 12:30")]
    public void Time_InAnotherForm_IsRefused(string text) =>
        Parse(text).Errors.ShouldHaveSingleItem().Message.ShouldStartWith($"--at {text}: it is the number of an entry");

    private ParseResult Parse(string text) => new Command("show") { _at }.Parse(["--at", text]);
}
