namespace Confd.Cli.Logging;

/// <summary>Writes at once, and waits for whoever reads.</summary>
internal sealed class DirectLog(Stream output) : LogOutput
{
    private readonly Lock _lock = new();

    /// <inheritdoc/>
    public override void WriteLine(ReadOnlySpan<byte> line) => WriteText(line);

    /// <inheritdoc/>
    public override void WriteText(ReadOnlySpan<byte> text)
    {
        try
        {
            lock (_lock)
            {
                output.Write(text);
            }
        }
        catch (Exception lost) when (lost is IOException or UnauthorizedAccessException)
        {
            // A reader that went away, or a full disk behind the log, must not stop the work that is logged.
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
    }
}
