using System.Buffers;
using Confd.Engine.Posix;
using Confd.GoTemplate;
using Confd.Shared;
using Microsoft.Extensions.Logging;

namespace Confd.Cli.Logging;

/// <summary>
/// Logs to one stream, a line at a time: each line is built in a reused buffer and written in a single call, so lines of several threads
/// and of child processes never mix.
/// </summary>
/// <remarks>
/// Placeholders of the message template become part of the message; all other structured values are attributes, <c>key=value</c> in text
/// and typed members in JSON. An <see cref="ErrorText"/> or an exception is shown in the form without values, unless configured
/// otherwise. Safe to share between threads. It is its own factory: all categories share the format and the level.
/// </remarks>
internal sealed partial class LineLogger : ILogger, ILoggerFactory
{
    private readonly Lock _lock = new();
    private readonly LogOutput _output;
    private readonly LogOrigin _origin;
    private readonly TimeProvider _clock;
    private readonly ArrayBufferWriter<byte> _line = new(512);
    private LineFormatter _formatter;

    /// <summary>Logs to an output, which the logger then owns.</summary>
    public LineLogger(LogOutput output, LogOrigin origin, TimeProvider clock)
    {
        output.ReportLoss = count => LogLoss(this, count);
        _output = output;
        _origin = origin;
        _clock = clock;
        _formatter = new TextLineFormatter(origin);
    }

    /// <summary>Messages below it are dropped.</summary>
    public LogLevel Level { get; set; } = LogLevel.Information;

    /// <summary>The form of the lines from now on; initially text.</summary>
    public LogFormat Format
    {
        set
        {
            lock (_lock)
            {
                _formatter = value == LogFormat.Json ? new JsonLineFormatter() : new TextLineFormatter(_origin);
            }
        }
    }

    /// <summary>True where messages may show values of keys: <c>--log-values</c>.</summary>
    public bool ShowsValues { get; set; }

    /// <summary>How lines that are not consumed are handled from now on.</summary>
    public LogPatience Patience
    {
        set => _output.Patience = value;
    }

    /// <summary>The number of dropped lines that no line of the log reports.</summary>
    public long Dropped => _output.Dropped;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= Level && logLevel != LogLevel.None;

    /// <inheritdoc/>
    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        var values = state as IReadOnlyList<KeyValuePair<string, object?>>;
        var message = MessageTemplate.Format(state, exception, formatter);
        message = ShowsValues && values is not null ? WithValues(message, values) : message;
        var now = _clock.GetLocalNow();
        lock (_lock)
        {
            _line.ResetWrittenCount();
            _formatter.Begin(_line, now, LevelNames.Of(logLevel), message);
            if (values is not null && MessageTemplate.WithoutFacts(MessageTemplate.Of(values)) is { } text)
            {
                AddAttributes(values, text);
            }

            if (exception is not null)
            {
                _formatter.Add(_line, "error", Shown(FailureText.Of(exception)));
            }

            _formatter.End(_line);
            _output.WriteLine(_line.WrittenSpan);
        }
    }

    /// <summary>Writes text between the log lines as a whole, such as a diff.</summary>
    public void WritePlain(ReadOnlySpan<byte> text) => _output.WriteText(text);

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => this;

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("the log has one stream");

    /// <inheritdoc/>
    /// <remarks>Writes the waiting lines; does not close the stream.</remarks>
    public void Dispose() => _output.Dispose();

    private string Shown(ErrorText text) => ShowsValues ? text.Full : text.Redacted;

    // The message was formatted with the redacted form, the default of an ErrorText.
    private static string WithValues(string message, IReadOnlyList<KeyValuePair<string, object?>> values)
    {
        foreach (var (_, value) in values)
        {
            if (value is ErrorText { Redacted.Length: > 0 } text)
            {
                message = message.Replace(text.Redacted, text.Full, StringComparison.Ordinal);
            }
        }

        return message;
    }

    private void AddAttributes(IReadOnlyList<KeyValuePair<string, object?>> values, string text)
    {
        for (var index = 0; index < values.Count - 1; index++)
        {
            var (key, value) = values[index];
            if (!MessageTemplate.Mentions(text, key))
            {
                _formatter.Add(_line, key, value is ErrorText error ? Shown(error) : value);
            }
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "{Count} log lines were dropped here: standard output was not read in time")]
    private static partial void LogLoss(ILogger logger, long count);
}
