using System.Text.Json;
using System.Text.Unicode;
using Confd.Flags.Service.Revisions;
using Confd.Shared;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.Flags.Service.Receiving;

/// <summary>Appends events to a file or a stream, one delivery per line of JSON. If the disk is too slow, deliveries are rejected, so that
/// SDKs send them again.</summary>
public sealed partial class EventFile : IEventReceiver, IAsyncDisposable, IDisposable
{
    private const int MaxWaiting = 1024;

    private readonly WaitingEvents _waiting = new(MaxWaiting);
    private static readonly TimeSpan RefusedTime = TimeSpan.FromSeconds(1);

    private readonly LogThrottle _notJson;
    private readonly LogThrottle _lost;
    private readonly TimeProvider _clock;
    private readonly Lock _turn = new();
    private readonly string _name;
    private readonly ILogger _logger;
    private readonly Task _writing;
    private readonly bool _isStream;
    private Stream _file;
    private bool _isTorn;
    private volatile bool _isClosed;
    private volatile Unwritten? _unwritten;

    /// <summary>Opens the file for appending; a new one is readable only by its owner, as events contain personal data.</summary>
    /// <param name="path">The file.</param>
    /// <param name="logger">Logs lines that could not be written; null: they are not logged.</param>
    /// <exception cref="IOException">It cannot be opened, is not a file, or is another user's, who is not root.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public EventFile(string path, ILogger? logger = null)
        : this(AppendedFile.Open(path), Path.GetFullPath(path), TimeProvider.System, logger) => _isTorn = EndsWithinALine();

    /// <summary>Writes to a stream, such as standard output, which stays open: one write for each line. <see cref="Reopen"/> does
    /// nothing.</summary>
    /// <param name="output">The stream.</param>
    /// <param name="name">Its name for the log.</param>
    /// <param name="logger">Logs lines that could not be written; null: they are not logged.</param>
    public EventFile(Stream output, string name, ILogger? logger = null)
        : this(Argument.NotNull(output), name, TimeProvider.System, logger) => _isStream = true;

    internal EventFile(Stream file, string name, TimeProvider clock, ILogger? logger)
    {
        (_file, _name, _clock) = (file, name, clock);
        (_notJson, _lost) = (new LogThrottle(clock), new LogThrottle(clock));
        _logger = logger ?? NullLogger.Instance;
        _writing = Task.Run(WriteAsync);
    }

    /// <inheritdoc/>
    public bool TryAccept(ReceivedEvents events)
    {
        ArgumentNullException.ThrowIfNull(events);
        return !IsTooLarge(events) && _waiting.TryAdd(events);
    }

    /// <summary>Writes the pending events, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.End();
        await _writing.ConfigureAwait(false);
        lock (_turn)
        {
            _isClosed = true;
            if (!_isStream)
            {
                _file.Dispose();
            }
        }
    }

    /// <summary>Calls <see cref="DisposeAsync"/> and blocks until it completes, for containers that are disposed synchronously.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>Opens the file by its name again, after another program has moved it away: later events are written to the new one. If that
    /// fails, the old one stays in use, and the failure is logged.</summary>
    public void Reopen()
    {
        try
        {
            if (_isClosed || _isStream)
            {
                return;
            }

            // Lines are written to the old file meanwhile: a file system may hang.
            var next = AppendedFile.Open(_name);
            lock (_turn)
            {
                if (_isClosed)
                {
                    next.Dispose();
                    return;
                }

                _file.Dispose();
                _file = next;
                _isTorn = EndsWithinALine();
            }

            LogReopened(_logger, _name);
        }
        catch (Exception failure) when (IsOfTheDisk(failure))
        {
            LogNotReopened(_logger, _name, failure.Message);
        }
    }

    // True for a line that a crash has left incomplete. A file that cannot be read counts as complete.
    private bool EndsWithinALine()
    {
        try
        {
            if (_file.Length == 0)
            {
                return false;
            }

            using var content = OpenContent();
            content.Seek(-1, SeekOrigin.End);
            return content.ReadByte() is not ('\n' or -1);
        }
        catch (Exception unknown) when (IsOfTheDisk(unknown))
        {
            return false;
        }
    }

    private async Task WriteAsync()
    {
        await foreach (var events in _waiting.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                Append(LineOf(events));
            }
            catch (JsonException)
            {
                if (_notJson.IsDue(out var count))
                {
                    LogNotJson(_logger, events.Path, count);
                }
            }
            catch (Exception failure) when (IsOfTheDisk(failure))
            {
                Refuse(events.Body.Length);
                if (_lost.IsDue(out var count))
                {
                    LogLost(_logger, _name, failure.Message, count);
                }
            }
            catch (Exception unforeseen)
            {
                // Whatever the failure of one delivery, those after it are written.
                if (_lost.IsDue(out var count))
                {
                    LogLost(_logger, _name, $"an unexpected {unforeseen.GetType().Name}", count);
                }
            }
        }
    }

    private void Refuse(int length)
    {
        var least = _unwritten is { } last && IsNow(last) ? Math.Min(last.Length, length) : length;
        _unwritten = new Unwritten(least, _clock.GetTimestamp());
    }

    // The disk has just had no space for one of that length: the SDK keeps it, and retries.
    private bool IsTooLarge(ReceivedEvents events) =>
        _unwritten is { } unwritten && events.Body.Length >= unwritten.Length && IsNow(unwritten);

    private bool IsNow(Unwritten unwritten) => _clock.GetElapsedTime(unwritten.At) < RefusedTime;

    // Writes a whole line or nothing: the part that a full disk accepted is cut off again.
    private void Append(byte[] line)
    {
        lock (_turn)
        {
            var start = _file.CanSeek ? _file.Length : -1;
            if (start >= 0)
            {
                _file.Position = start;
            }

            try
            {
                _file.Write(_isTorn ? [(byte)'\n', .. line] : line);
                _isTorn = false;
            }
            catch (Exception failure) when (IsOfTheDisk(failure))
            {
                _isTorn |= !TryCut(start, line);
                throw;
            }
        }
    }

    // False: the next line must begin with the end of this one.
    private bool TryCut(long start, ReadOnlySpan<byte> line)
    {
        try
        {
            if (start < 0 || !IsPartOf(line, start))
            {
                return false;
            }

            _file.SetLength(start);
            return true;
        }
        catch (Exception failure) when (IsOfTheDisk(failure))
        {
            return false;
        }
    }

    // Another process may have appended meanwhile: its lines must not be cut off.
    private bool IsPartOf(ReadOnlySpan<byte> line, long start)
    {
        using var content = OpenContent();
        var written = new byte[content.Length - start is >= 0 and var length && length <= line.Length ? length : 0];
        content.Position = start;
        content.ReadExactly(written);
        return content.Length - start == written.Length && line.StartsWith(written);
    }

    private FileStream OpenContent() => new(
        _file is FileStream open ? AppendedFile.ReadablePathOf(open, _name) : _name,
        FileMode.Open,
        FileAccess.Read,
        FileShare.ReadWrite | FileShare.Delete,
        bufferSize: 0);

    // The runtime reports a limit on the size of files as an argument that is out of range.
    private static bool IsOfTheDisk(Exception failure) =>
        failure is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException;

    private static byte[] LineOf(ReceivedEvents events)
    {
        Require(events.Body.Span);
        return [.. JsonBytes.Of(events, Write), (byte)'\n'];
    }

    private static void Require(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, JsonDepth.OfAll);
        while (reader.Read())
        {
            // Parses to the end.
        }

        if (!Utf8.IsValid(body))
        {
            throw new JsonException("a text is not UTF-8");
        }
    }

    private static void Write(Utf8JsonWriter writer, ReceivedEvents events)
    {
        writer.WriteStartObject();
        writer.WriteString("receivedAt"u8, events.ReceivedAt);
        writer.WriteString("environment"u8, events.Environment);
        writer.WriteString("kind"u8, events.Kind == EventKind.Diagnostic ? "diagnostic"u8 : "analytics"u8);
        WriteIfAny(writer, "schema", events.Schema);
        WriteIfAny(writer, "payloadId", events.PayloadId);
        WriteIfAny(writer, "userAgent", events.UserAgent);
        WriteIfAny(writer, "tags", events.Tags);
        WriteIfAny(writer, "wrapper", events.Wrapper);
        WriteIfAny(writer, "instanceId", events.InstanceId);
        writer.WritePropertyName("events"u8);

        // Without line breaks, and each string as the SDK wrote it: also half of a surrogate pair, which JavaScript writes as an escape.
        writer.WriteRawValue(CompactJson.Of(events.Body.Span), skipInputValidation: true);
        writer.WriteEndObject();
    }

    private static void WriteIfAny(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The file of events {File} was reopened")]
    private static partial void LogReopened(ILogger logger, string file);

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "The file of events {File} cannot be reopened; the previous one stays in use: {Problem}")]
    private static partial void LogNotReopened(ILogger logger, string file, string problem);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Events that are not JSON were dropped; they came to {Path}; deliveries since the last such message: {Count}")]
    private static partial void LogNotJson(ILogger logger, string path, int count);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "Events could not be written to {File}, and are lost: {Problem}; deliveries since the last such message: {Count}")]
    private static partial void LogLost(ILogger logger, string file, string problem, int count);

    // The last delivery that could not be written.
    private sealed record Unwritten(int Length, long At);
}
