using System.Buffers;

namespace Confd.Engine.Commands;

/// <summary>Reads all of a command's output and keeps its beginning.</summary>
internal sealed class CappedOutput(int keptBytes)
{
    private const int BufferBytes = 4096;
    private readonly ArrayBufferWriter<byte> _kept = new();

    /// <summary>The first bytes.</summary>
    public ReadOnlyMemory<byte> Kept => _kept.WrittenMemory;

    /// <summary>The total number of bytes.</summary>
    public long TotalBytes { get; private set; }

    public async Task ReadAllAsync(Stream source, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        while (true)
        {
            var count = await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            if (count == 0)
            {
                return;
            }

            TotalBytes += count;
            _kept.Write(buffer.AsSpan(0, Math.Min(count, keptBytes - _kept.WrittenCount)));
        }
    }
}
