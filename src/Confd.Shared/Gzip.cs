using System.IO.Compression;

namespace Confd.Shared;

/// <summary>Gzip of bytes in memory.</summary>
internal static class Gzip
{
    /// <summary>Compresses bytes into one gzip member.</summary>
    public static byte[] Pack(ReadOnlySpan<byte> bytes, CompressionLevel level)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, level, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return output.ToArray();
    }
}
