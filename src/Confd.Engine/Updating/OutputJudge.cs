using Confd.Engine.Documents;
using Confd.GoTemplate;

namespace Confd.Engine.Updating;

/// <summary>Holds a rendered text against the <c>output_format</c> of its resource.</summary>
internal static class OutputJudge
{
    /// <summary>Ends where the text is of the format.</summary>
    /// <param name="format">The format that the resource names.</param>
    /// <param name="text">All of the rendered text.</param>
    /// <param name="stop">Ends the reading, which may take long.</param>
    /// <exception cref="UpdateException">It is not; the message names the format and the place, and quotes the text only in its full
    /// wording.</exception>
    public static void Check(string format, ReadOnlyMemory<byte> text, CancellationToken stop)
    {
        if (OutputFormat.FindProblem(format, text, stop) is { } reason)
        {
            throw new UpdateException(ErrorText.Format($"output format validation failed ({format}): {reason}"));
        }
    }
}
