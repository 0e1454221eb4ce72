using System.Text.RegularExpressions;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Secrecy;

/// <summary>
/// What the source hands to loggers: words for an exception come from <c>FailureText</c>, or the exception itself goes to the logger, which
/// asks it. The text of an exception and the text of bytes may hold values.
/// </summary>
public sealed partial class LogSourceTests
{
    // Messages of exceptions of ours, caught by their type, in libraries that do not see the engine: they name tables, keys, addresses and
    // kinds. A line may only go.
    private static readonly string[] KnownMessages =
    [
        "Confd.Backends.DynamoDb LogJournalDenied",
        "Confd.Backends.DynamoDb LogStreamDenied",
        "Confd.Backends.Http LogReadFailed",
        "Confd.Backends.ZooKeeper LogLost",
        "Confd.Cli LogBadProxy",
        "Confd.DynamoDb LogGap",
        "Confd.DynamoDb LogGone",
        "Confd.DynamoDb LogLeft",
        "Confd.DynamoDb LogMayNotWrite",
        "Confd.DynamoDb LogNotReleased",
        "Confd.DynamoDb LogNotSeen",
        "Confd.DynamoDb LogRefused",
        "Confd.DynamoDb LogSlowed",
        "Confd.Engine LogAllBroken",
        "Confd.Engine LogProblem",
        "Confd.Engine LogSomeBroken",
        "Confd.Extensions.Configuration LogNotLoaded",
        "Confd.Flags LogBroken",
        "Confd.Flags LogKept",
        "Confd.Flags.DynamoDb LogForeignRow",
        "Confd.Flags.DynamoDb LogNotNoted",
        "Confd.Flags.Service LogLost",
        "Confd.Flags.Service LogNotReloaded",
        "Confd.Flags.Service LogNotReopened",
        "Confd.Flags.Sync LogCheckFailed",
        "Confd.Flags.Sync LogFailed",
        "Confd.Flags.Sync LogForeignRow",
        "Confd.Flags.Sync LogItemRefused",
        "Confd.Flags.Sync LogRefused",
    ];

    [Fact]
    public void LogCalls_OfAllProjects_QuoteNoExceptionAndNoBytes()
    {
        var calls = Calls().ToList();

        calls.Count.ShouldBeGreaterThan(100);
        calls.Where(call => MayHoldValues().IsMatch(call.Arguments)).Select(call => $"{call.Project} {call.Name}").Distinct()
            .Order(StringComparer.Ordinal).ShouldBe(KnownMessages);
    }

    [Fact]
    public void LogMessages_OfAllProjects_NameTheirLevelAndTheirMessage() =>
        RepositoryFiles.Sources.Where(file => OtherStyle().IsMatch(File.ReadAllText(file)))
            .ShouldBeEmpty("write [LoggerMessage(Level = LogLevel.Warning, Message = \"…\")]");

    [Fact]
    public void LogMessages_OfAllProjects_AreMethodsOfTheirOwn() =>
        RepositoryFiles.Sources.Where(file => DirectCall().IsMatch(File.ReadAllText(file))).ShouldBeEmpty("write a [LoggerMessage] method");

    [Theory]
    [InlineData("LogFailed(logger, problem.Message);", true)]
    [InlineData("LogFailed(\n logger,\n Encoding.UTF8.GetString(item.Value));", true)]
    [InlineData("LogFailed(logger, $\"{pair.Value}\");", true)]
    [InlineData("LogFailed(logger, exception.ToString());", true)]
    [InlineData("LogFailed(logger, FailureText.Of(problem).Redacted);", false)]
    [InlineData("LogFailed(logger, name, Count(keys));", false)]
    public void Scan_Call_FindsArgumentsThatMayHoldValues(string source, bool expected) =>
        MayHoldValues().IsMatch(Calls(source).ShouldHaveSingleItem().Arguments).ShouldBe(expected);

    private static IEnumerable<(string Project, string Name, string Arguments)> Calls()
    {
        var root = Path.Combine(RepositoryFiles.Root, "src");
        return
            from file in RepositoryFiles.Sources
            from call in Calls(File.ReadAllText(file))
            select (Path.GetRelativePath(root, file).Split('/')[0], call.Name, call.Arguments);
    }

    // A declaration is no call; the arguments end where as many parentheses are closed as were opened.
    private static IEnumerable<(string Name, string Arguments)> Calls(string source) =>
        from Match match in Call().Matches(source)
        where !match.Groups["void"].Success
        let start = match.Index + match.Length
        select (match.Groups["name"].Value, source[start..EndOf(source, start)]);

    private static int EndOf(string source, int start)
    {
        var open = 1;
        var end = start;
        while (open > 0)
        {
            open += source[end++] switch { '(' => 1, ')' => -1, _ => 0 };
        }

        return end - 1;
    }

    [GeneratedRegex(@"\[LoggerMessage\(\s*(?!\s|Level = LogLevel\.\w+,\s+Message = )")]
    private static partial Regex OtherStyle();

    [GeneratedRegex(@"\.Log(Trace|Debug|Information|Warning|Error|Critical)\(", RegexOptions.ExplicitCapture)]
    private static partial Regex DirectCall();

    [GeneratedRegex(@"(?<void>\bvoid\s+)?\b(?<name>Log[A-Z]\w*)\(", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Call();

    [GeneratedRegex(
        @"\.(Message|Value|RawText|Full|Span)\b|GetString\(|GetRawText\(|\b(exception|problem|error|defect)\.ToString\(",
        RegexOptions.ExplicitCapture,
        10_000)]
    private static partial Regex MayHoldValues();
}
