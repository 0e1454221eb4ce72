using System.Buffers;
using Confd.Cli.Logging;
using Confd.Cli.Tools;
using Confd.Engine.Diffs;

namespace Confd.Cli.Running;

/// <summary>Prints what <c>--noop --diff</c> shows, between the log lines, each diff in one piece.</summary>
/// <param name="contextLines">Unchanged lines around each change.</param>
/// <param name="colors">Plain or coloured.</param>
/// <param name="isForTerminal">True: no value steers the terminal of whoever looks at it. Else every byte stays as it is, as of
/// <c>diff</c>.</param>
/// <param name="log">Where it goes.</param>
internal sealed class DiffPrinter(int contextLines, DiffColors colors, bool isForTerminal, LineLogger log)
{
    /// <summary>Prints the difference of one destination; nothing where only mode or owner differ.</summary>
    public void Print(string destination, string stagePath, ReadOnlyMemory<byte> before, ReadOnlyMemory<byte> after, bool holdsSecrets)
    {
        var text = new ArrayBufferWriter<byte>();
        var options = new UnifiedDiffOptions(destination, stagePath)
        {
            ContextLines = contextLines,
            Colors = colors,
            HidesText = holdsSecrets,
            Show = isForTerminal ? TerminalText.Show : null,
        };
        if (UnifiedDiff.Write(text, before, after, options))
        {
            log.WritePlain(text.WrittenSpan);
        }
    }
}
