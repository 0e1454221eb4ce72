using System.Text;
using Confd.Cli.Logging;

namespace Confd.Cli.Tools;

/// <summary>Standard output for a terminal: values cannot control it. Line ends and tabs are kept, all other control characters are
/// escaped. For pipes and files every byte is kept, so that the output can be read back.</summary>
/// <param name="terminal">Receives the text; not disposed.</param>
internal sealed class TerminalText(TextWriter terminal) : TextWriter
{
    /// <inheritdoc/>
    public override Encoding Encoding => terminal.Encoding;

    /// <summary>A line with its control characters escaped.</summary>
    public static string Show(string line) => string.Join('\t', line.Split('\t').Select(ControlCharacters.Escape));

    /// <inheritdoc/>
    public override void Write(char value) => Write(value.ToString());

    /// <inheritdoc/>
    public override void Write(string? value) => terminal.Write(string.Join('\n', (value ?? "").Split('\n').Select(Show)));

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    /// <inheritdoc/>
    public override Task WriteAsync(string? value)
    {
        Write(value);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task WriteLineAsync(string? value)
    {
        WriteLine(value);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override void Flush() => terminal.Flush();
}
