using System.Buffers;
using Confd.Cli.Logging;
using Confd.Cli.Tools;
using Confd.Engine.Diffs;

namespace Confd.Cli.Running;

/// <summary>Prints the diffs of <c>--noop --diff</c> between the log lines, each diff as a whole.</summary>
/// <param name="contextLines">Unchanged lines around each change.</param>
/// <param name="colors">Plain or colored.</param>
/// <param name="isForTerminal">True: control characters in values are escaped. False: every byte is printed unchanged, as by
/// <c>diff</c>.</param>
/// <param name="log">Receives the output.</param>
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
