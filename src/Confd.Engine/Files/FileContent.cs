using System.Buffers;
using Confd.Engine.Posix;
using Microsoft.Win32.SafeHandles;

namespace Confd.Engine.Files;

/// <summary>The bytes for a file, wherever they are stored.</summary>
internal abstract class FileContent
{
    private const int ChunkBytes = 64 * 1024;

    /// <summary>The number of bytes.</summary>
    public abstract long Length { get; }

    /// <summary>Wraps bytes in memory; not copied, the caller must not change them while the content is in use.</summary>
    public static implicit operator FileContent(byte[] content) => FromMemory(content);

    /// <inheritdoc cref="op_Implicit(byte[])"/>
    public static FileContent FromMemory(ReadOnlyMemory<byte> content) => new MemoryContent(content);

    /// <summary>Returns all bytes; a copy only where they are not in memory already.</summary>
    /// <exception cref="IOException">They cannot be read, or exceed the size of an array.</exception>
    public abstract ReadOnlyMemory<byte> ReadAll();

    /// <summary>Reads the bytes in order.</summary>
    /// <param name="onChunk">Receives each piece and its offset, and returns whether to continue.</param>
    /// <returns>False where <paramref name="onChunk"/> returned false.</returns>
    /// <exception cref="IOException">The bytes cannot be read.</exception>
    public abstract bool ForEachChunk(Func<ReadOnlyMemory<byte>, long, bool> onChunk);

    /// <summary>Transfers a file without a name that contains exactly these bytes, so that they need not be written again; null where there
    /// is none. The content can still be read.</summary>
    /// <param name="folder">The folder in which the file has to be.</param>
    /// <exception cref="IOException">Bytes in memory cannot be written.</exception>
    /// <exception cref="StageException">Likewise.</exception>
    internal virtual SafeFileHandle? TryHandOver(FilePath folder) => null;

    /// <summary>Writes the bytes into a file, each at its own offset.</summary>
    /// <param name="file">Open for writing.</param>
    /// <param name="path">The name of the file in an error.</param>
    /// <param name="from">The first byte that is written; the file keeps those before it.</param>
    /// <exception cref="IOException">They cannot be read or written.</exception>
    internal void CopyTo(SafeFileHandle file, string path, long from = 0) => ForEachChunk((chunk, offset) =>
    {
        var skipped = (int)Math.Clamp(from - offset, 0, chunk.Length);
        UnixFile.Write(file, path, chunk.Span[skipped..], offset + skipped);
        return true;
    });

    /// <summary>True where a file begins with these bytes.</summary>
    internal bool IsBeginningOf(SafeFileHandle file)
    {
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(Length, ChunkBytes));
        try
        {
            return ForEachChunk((chunk, offset) =>
            {
                for (var done = 0; done < chunk.Length;)
                {
                    var count = RandomAccess.Read(file, buffer.AsSpan(0, Math.Min(buffer.Length, chunk.Length - done)), offset + done);
                    if (count == 0 || !chunk.Span.Slice(done, count).SequenceEqual(buffer.AsSpan(0, count)))
                    {
                        return false;
                    }

                    done += count;
                }

                return true;
            });
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private sealed class MemoryContent(ReadOnlyMemory<byte> content) : FileContent
    {
        public override long Length => content.Length;

        public override ReadOnlyMemory<byte> ReadAll() => content;

        public override bool ForEachChunk(Func<ReadOnlyMemory<byte>, long, bool> onChunk) => onChunk(content, 0);
    }
}
