using Confd.Engine.Documents;
using Confd.GoTemplate;

namespace Confd.Engine.Updating;

/// <summary>Checks a rendered text against the <c>output_format</c> of its resource.</summary>
internal static class OutputValidator
{
    /// <summary>Checks that the text is of the format.</summary>
    /// <param name="format">The format that the resource names.</param>
    /// <param name="text">The whole rendered text.</param>
    /// <param name="stop">Cancels the check, which may take long.</param>
    /// <exception cref="UpdateException">It is not; the message names the format and the position, and quotes the text only in its full
    /// form.</exception>
    public static void Check(string format, ReadOnlyMemory<byte> text, CancellationToken stop)
    {
        if (OutputFormat.FindProblem(format, text, stop) is { } reason)
        {
            throw new UpdateException(ErrorText.Format($"output format validation failed ({format}): {reason}"));
        }
    }
}
