using System.Buffers;
using Confd.Cli.Logging;
using Confd.Engine.Diffs;

namespace Confd.Cli;

/// <summary>Prints what <c>--noop --diff</c> shows, between the log lines, each diff in one piece.</summary>
internal sealed class DiffPrinter(int contextLines, DiffColors colors, LineLogger log)
{
    /// <summary>Prints the difference of one destination; nothing where only mode or owner differ.</summary>
    public void Print(string destination, string stagePath, ReadOnlyMemory<byte> before, ReadOnlyMemory<byte> after)
    {
        var text = new ArrayBufferWriter<byte>();
        var options = new UnifiedDiffOptions(destination, stagePath) { ContextLines = contextLines, Colors = colors };
        if (UnifiedDiff.Write(text, before, after, options))
        {
            log.WritePlain(text.WrittenSpan);
        }
    }
}
