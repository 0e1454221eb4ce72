using System.Buffers;
using System.Globalization;
using System.Text;
using Confd.Engine.Documents;

namespace Confd.Cli.Logging;

/// <summary>The original's text lines: <c>2026-01-02T03:04:05Z HOST PROGRAM[PID]: LEVEL message key=value</c>, values unquoted, control
/// characters escaped.</summary>
internal sealed class TextLineFormatter(LogOrigin origin) : LineFormatter
{
    private const string Zoned = "yyyy-MM-ddTHH:mm:sszzz";
    private const string Utc = "yyyy-MM-ddTHH:mm:ssZ";

    private readonly byte[] _origin = Encoding.UTF8.GetBytes($" {origin.Host} {origin.Program}[{origin.ProcessId}]: ");

    /// <inheritdoc/>
    public override void Begin(ArrayBufferWriter<byte> line, DateTimeOffset time, string level, string message)
    {
        time.TryFormat(line.GetSpan(32), out var written, time.Offset == TimeSpan.Zero ? Utc : Zoned, CultureInfo.InvariantCulture);
        line.Advance(written);
        line.Write(_origin);
        Append(line, level);
        line.Write(" "u8);
        Append(line, message);
    }

    /// <inheritdoc/>
    public override void Add(ArrayBufferWriter<byte> line, string key, object? value)
    {
        line.Write(" "u8);
        Append(line, key);
        line.Write("="u8);
        AppendValue(line, value);
    }

    /// <inheritdoc/>
    public override void End(ArrayBufferWriter<byte> line) => line.Write("\n"u8);

    private static void AppendValue(ArrayBufferWriter<byte> line, object? value)
    {
        switch (value)
        {
            case null:
                line.Write("<nil>"u8);
                break;
            case bool truth:
                line.Write(truth ? "true"u8 : "false"u8);
                break;
            case TimeSpan duration:
                Append(line, DurationText.Format(duration));
                break;
            case IUtf8SpanFormattable number and not (char or Rune)
                when number.TryFormat(line.GetSpan(64), out var written, default, CultureInfo.InvariantCulture):
                line.Advance(written);
                break;
            case string text:
                Append(line, text);
                break;
            case IEnumerable<string> texts:
                Append(line, $"[{string.Join(' ', texts)}]");
                break;
            default:
                Append(line, Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
                break;
        }
    }

    private static void Append(ArrayBufferWriter<byte> line, string text) => Encoding.UTF8.GetBytes(ControlCharacters.Escape(text), line);
}
