using System.IO.Compression;

namespace Confd.Shared;

/// <summary>Gzip of what is in memory.</summary>
internal static class Gzip
{
    /// <summary>The bytes packed, as a member of their own.</summary>
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
