using System.Text;
using Confd.Cli.Logging;
using Confd.Cli.Tests.Support;
using Confd.TestSupport;
using Microsoft.Extensions.Logging;

namespace Confd.Cli.Tests.Logging;

public sealed partial class LineLoggerTests
{
    private readonly MemoryStream _output = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero));

    private string Output => Encoding.UTF8.GetString(_output.ToArray());

    [Fact]
    public void Log_Text_HasTheOriginalsForm()
    {
        LogUpdated(Logger(), "/etc/app.conf");

        Output.ShouldBe("2026-01-02T03:04:05Z host confd[42]: INFO Target config /etc/app.conf has been updated\n");
    }

    [Fact]
    public void Log_ValuesWithoutPlaceholders_BecomeAttributes()
    {
        LogCompleted(Logger(), "nginx -t", TimeSpan.FromSeconds(90), 0, true, "two\nlines");

        Output.ShouldBe(
            "2026-01-02T03:04:05Z host confd[42]: WARN Command completed command=nginx -t timeout=1m30s exit_code=0 "
            + "cached=true output=two\\nlines\n");
    }

    // A big number needs more room than numbers usually do.
    [Fact]
    public void Log_ValuesThatAreNotPlainNumbers_AreWrittenWhole()
    {
        var number = System.Numerics.BigInteger.Pow(10, 80);

        LogMeasured(Logger(), number, '\n');

        Output.ShouldEndWith($"WARN Measured number={number} character=\\n\n");
    }

    [Fact]
    public void Log_FactsInBracketsAtTheEnd_AreAttributesAlone()
    {
        LogRetry(Logger(), "flags", 2, "[no] answer");

        Output.ShouldBe("2026-01-02T03:04:05Z host confd[42]: WARN Retrying a request table=flags attempt=2 error=[no] answer\n");
    }

    [Fact]
    public void Log_FactsAfterAPlaceholder_AreAttributesAlone()
    {
        LogAsked(Logger(), "a [{Count}]", 2);

        Output.ShouldEndWith(": INFO Asked for a [{Count}] again Count=2\n");
    }

    [Fact]
    public void Log_PlaceholderWithAFormatBeforeFacts_IsFormatted()
    {
        LogSent(Logger(), 1234567, 0.25, null);

        Output.ShouldEndWith(": INFO Sent 1,234,567 bytes {of} (null),  25 % name=x\n");
    }

    [Fact]
    public void Warning_FactsInBrackets_ArePrinted()
    {
        var error = new StringWriter();

        LogRetry(new WarningWriter(error), "flags", 2, "no answer");

        error.ToString().ShouldBe("confd: warning: Retrying a request [table flags, attempt 2: no answer]\n");
    }

    [Fact]
    public void Log_Json_KeepsTypes()
    {
        var logger = Logger();
        logger.Format = LogFormat.Json;

        LogCompleted(logger, "a \"b\" <c> é", TimeSpan.FromMilliseconds(1.5), -1, false, null);

        Output.ShouldBe(
            "{\"time\":\"2026-01-02T03:04:05.678Z\",\"level\":\"WARN\",\"msg\":\"Command completed\",\"command\":\"a \\\"b\\\" <c> é\","
            + "\"timeout\":1500000,\"exit_code\":-1,\"cached\":false,\"output\":null}\n");
    }

    [Fact]
    public void Log_BelowTheLevel_IsDropped()
    {
        var logger = Logger();
        logger.Level = LogLevel.Error;

        LogUpdated(logger, "x");

        Output.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(LogLevel.Trace, "DEBUG")]
    [InlineData(LogLevel.Debug, "DEBUG")]
    [InlineData(LogLevel.Warning, "WARN")]
    [InlineData(LogLevel.Error, "ERROR")]
    [InlineData(LogLevel.Critical, "ERROR")]
    public void Log_Levels_HaveTheOriginalsNames(LogLevel level, string expected)
    {
        var logger = Logger();
        logger.Level = LogLevel.Trace;

        logger.Log(level, "text");

        Output.ShouldEndWith($": {expected} text\n");
    }

    [Fact]
    public async Task Log_ManyThreads_KeepsLinesWhole()
    {
        var logger = Logger();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(() =>
        {
            for (var count = 0; count < 200; count++)
            {
                LogUpdated(logger, new string((char)('a' + thread), 50));
            }
        })));

        var lines = Output.TrimEnd('\n').Split('\n');
        lines.Length.ShouldBe(1600);
        lines.ShouldAllBe(line => line.EndsWith(" has been updated", StringComparison.Ordinal) && line.Length == lines[0].Length);
    }

    [Fact]
    public void Log_TextLine_AllocatesLittle()
    {
        using var logger = new LineLogger(new DirectLog(Stream.Null), CapturedHost.Origin, TimeProvider.System);
        LogUpdated(logger, "x");
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var count = 0; count < 100; count++)
        {
            LogUpdated(logger, "x");
        }

        ((GC.GetAllocatedBytesForCurrentThread() - before) / 100).ShouldBeLessThan(400);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Target config {Path} has been updated")]
    private static partial void LogUpdated(ILogger logger, string path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Command completed")]
    private static partial void LogCompleted(ILogger logger, string command, TimeSpan timeout, int exit_code, bool cached, string? output);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Retrying a request [table {table}, attempt {attempt}: {error}]")]
    private static partial void LogRetry(ILogger logger, string table, int attempt, string error);

    [LoggerMessage(Level = LogLevel.Information, Message = "Asked for {Name} again [{Count} times]")]
    private static partial void LogAsked(ILogger logger, string name, int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "Sent {Bytes:N0} bytes {{of}} {Owner}, {Share,5:P0} [{name}]")]
    private static partial void LogSent(ILogger logger, long bytes, double share, string? owner, string name = "x");

    [LoggerMessage(Level = LogLevel.Warning, Message = "Measured")]
    private static partial void LogMeasured(ILogger logger, System.Numerics.BigInteger number, char character);

    private LineLogger Logger() => new(new DirectLog(_output), CapturedHost.Origin, _clock);
}
