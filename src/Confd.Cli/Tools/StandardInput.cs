using Confd.Shared.Files;

namespace Confd.Cli.Tools;

/// <summary>Reads standard input as a whole, within the limit for files.</summary>
internal static class StandardInput
{
    private const int PieceBytes = 64 * 1024;

    /// <summary>Reads to the end.</summary>
    /// <param name="open">Opens it.</param>
    /// <param name="cancellationToken">Cancels the wait. A read of a pipe cannot be cancelled: one without a writer is abandoned.</param>
    /// <exception cref="IOException">It cannot be read, or is larger than the limit for files.</exception>
    public static Task<byte[]> ReadAsync(Func<Stream> open, CancellationToken cancellationToken) =>
        Task.Run(() => ReadAll(open), cancellationToken).WaitAsync(cancellationToken);

    private static byte[] ReadAll(Func<Stream> open)
    {
        using var input = open();
        using var content = new MemoryStream();
        var piece = new byte[PieceBytes];
        while (input.Read(piece) is > 0 and var count)
        {
            if (content.Length + count > RegularFile.MaxBytes)
            {
                throw new IOException($"stdin: it is larger than {RegularFile.MaxBytes / (1024 * 1024)} MB");
            }

            content.Write(piece, 0, count);
        }

        return content.ToArray();
    }
}
