using System.Buffers;

namespace Confd.Cli.Logging;

/// <summary>Builds one log line: <see cref="Begin"/>, any number of <see cref="Add"/>, <see cref="End"/>. Not safe to share between
/// threads.</summary>
internal abstract class LineFormatter
{
    public abstract void Begin(ArrayBufferWriter<byte> line, DateTimeOffset time, string level, string message);

    public abstract void Add(ArrayBufferWriter<byte> line, string key, object? value);

    public abstract void End(ArrayBufferWriter<byte> line);
}
