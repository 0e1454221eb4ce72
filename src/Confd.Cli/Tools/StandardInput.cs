using Confd.Shared.Files;

namespace Confd.Cli.Tools;

/// <summary>Reads standard input whole, within the bounds of a file.</summary>
internal static class StandardInput
{
    private const int PieceBytes = 64 * 1024;

    /// <summary>Reads to the end.</summary>
    /// <param name="open">Opens it.</param>
    /// <param name="cancellationToken">Ends the wait. A read of a pipe knows no token: one to which nobody writes is left behind.</param>
    /// <exception cref="IOException">It cannot be read, or is larger than files are read up to.</exception>
    public static Task<byte[]> ReadAsync(Func<Stream> open, CancellationToken cancellationToken) =>
        Task.Run(() => ReadAll(open), cancellationToken).WaitAsync(cancellationToken);

    private static byte[] ReadAll(Func<Stream> open)
    {
        using var input = open();
        using var content = new MemoryStream();
        var piece = new byte[PieceBytes];
        while (input.Read(piece) is > 0 and var count)
        {
            if (content.Length + count > RegularFile.Largest)
            {
                throw new IOException($"stdin: it is larger than {RegularFile.Largest / (1024 * 1024)} MB");
            }

            content.Write(piece, 0, count);
        }

        return content.ToArray();
    }
}
