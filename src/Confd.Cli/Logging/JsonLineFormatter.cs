using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Confd.Shared;

namespace Confd.Cli.Logging;

/// <summary>One JSON object per line: <c>time</c> with fraction, <c>level</c>, <c>msg</c>, then the attributes with their types; durations
/// in nanoseconds.</summary>
internal sealed class JsonLineFormatter : LineFormatter, IDisposable
{
    private readonly Utf8JsonWriter _json = new(Stream.Null, WrittenJson.Readable);

    /// <inheritdoc/>
    public override void Begin(ArrayBufferWriter<byte> line, DateTimeOffset time, string level, string message)
    {
        _json.Reset(line);
        _json.WriteStartObject();
        var format = time.Offset == TimeSpan.Zero ? "yyyy-MM-ddTHH:mm:ss.FFFFFFFZ" : "yyyy-MM-ddTHH:mm:ss.FFFFFFFzzz";
        Span<char> text = stackalloc char[48];
        time.TryFormat(text, out var written, format, CultureInfo.InvariantCulture);
        _json.WriteString("time"u8, text[..written]);
        _json.WriteString("level"u8, level);
        _json.WriteString("msg"u8, message);
    }

    /// <inheritdoc/>
    public override void Add(ArrayBufferWriter<byte> line, string key, object? value)
    {
        _json.WritePropertyName(key);
        switch (value)
        {
            case null:
                _json.WriteNullValue();
                break;
            case bool truth:
                _json.WriteBooleanValue(truth);
                break;
            case int number:
                _json.WriteNumberValue(number);
                break;
            case long number:
                _json.WriteNumberValue(number);
                break;
            case double number when double.IsFinite(number):
                _json.WriteNumberValue(number);
                break;
            case TimeSpan duration:
                _json.WriteNumberValue((long)duration.TotalNanoseconds);
                break;
            case IEnumerable<string> texts:
                WriteTexts(texts);
                break;
            default:
                _json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    /// <inheritdoc/>
    public override void End(ArrayBufferWriter<byte> line)
    {
        _json.WriteEndObject();
        _json.Flush();
        line.Write("\n"u8);
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    private void WriteTexts(IEnumerable<string> texts)
    {
        _json.WriteStartArray();
        foreach (var text in texts)
        {
            _json.WriteStringValue(text);
        }

        _json.WriteEndArray();
    }
}
