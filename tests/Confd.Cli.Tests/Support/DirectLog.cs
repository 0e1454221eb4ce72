using Confd.Cli.Logging;

namespace Confd.Cli.Tests.Support;

/// <summary>A log that is written immediately, so that a test reads what has been logged so far.</summary>
internal sealed class DirectLog(Stream output) : LogOutput
{
    private readonly Lock _lock = new();

    /// <inheritdoc/>
    public override void WriteLine(ReadOnlySpan<byte> line) => WriteText(line);

    /// <inheritdoc/>
    public override void WriteText(ReadOnlySpan<byte> text)
    {
        lock (_lock)
        {
            output.Write(text);
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
    }
}
