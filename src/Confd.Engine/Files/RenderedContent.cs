using System.Buffers;
using Confd.Engine.Posix;
using Microsoft.Win32.SafeHandles;

namespace Confd.Engine.Files;

/// <summary>The output of a template: in memory while it is small, otherwise in a file without a name, so that memory is
/// bounded.</summary>
/// <remarks>
/// The file lies in the destination's folder, is readable only by this user and vanishes with this program, unless it is transferred to
/// replace the destination: the bytes are written once. Where the folder or its file system does not support such a file, the bytes stay in
/// memory. Used by one rendering at a time.
/// </remarks>
/// <param name="destination">The file that the bytes are for.</param>
/// <param name="maySpool">False where nothing may be written: all bytes then stay in memory.</param>
internal sealed class RenderedContent(FilePath destination, bool maySpool = true) : FileContent, IBufferWriter<byte>, IDisposable
{
    private const int FirstBytes = 4 * 1024;
    private const int MaxBytesInMemory = 1024 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBytes);
    private int _buffered;
    private SafeFileHandle? _file;
    private bool _cannotSpool = !maySpool;
    private bool _isHandedOver;
    private long _spooled;

    public override long Length => _spooled + _buffered;

    public void Dispose()
    {
        _file?.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _buffered = 0;
    }

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _buffer.Length - _buffered);
        _buffered += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeSpace(Math.Max(sizeHint, 1));
        return _buffer.AsMemory(_buffered);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        MakeSpace(Math.Max(sizeHint, 1));
        return _buffer.AsSpan(_buffered);
    }

    public override ReadOnlyMemory<byte> ReadAll()
    {
        if (_file is null)
        {
            return _buffer.AsMemory(0, _buffered);
        }

        if (Length > Array.MaxLength)
        {
            throw new IOException($"{Length} bytes are more than can be held in memory");
        }

        var all = new byte[Length];
        ForEachChunk((chunk, offset) =>
        {
            chunk.Span.CopyTo(all.AsSpan((int)offset));
            return true;
        });
        return all;
    }

    /// <inheritdoc/>
    internal override SafeFileHandle? TryHandOver(FilePath folder)
    {
        if (_file is not { } file || _isHandedOver || folder != destination.Folder)
        {
            return null;
        }

        Spool(file);

        // Opened now, while the mode still permits it.
        if (UnixFile.TryOpenAgainForReading(file) is not { } reader)
        {
            return null;
        }

        _isHandedOver = true;
        _file = reader;
        return file;
    }

    public override bool ForEachChunk(Func<ReadOnlyMemory<byte>, long, bool> onChunk)
    {
        if (_file is null)
        {
            return onChunk(_buffer.AsMemory(0, _buffered), 0);
        }

        Spool(_file);
        for (var offset = 0L; offset < _spooled;)
        {
            // A check command may have made the file longer.
            var length = (int)Math.Min(_buffer.Length, _spooled - offset);
            var count = RandomAccess.Read(_file, _buffer.AsSpan(0, length), offset);
            if (count == 0)
            {
                throw new EndOfStreamException($"the file that holds what was rendered for {destination} became shorter");
            }

            if (!onChunk(_buffer.AsMemory(0, count), offset))
            {
                return false;
            }

            offset += count;
        }

        return true;
    }

    private void MakeSpace(int count)
    {
        if (_buffer.Length - _buffered >= count)
        {
            return;
        }

        if (_buffered + (long)count > MaxBytesInMemory && _buffered > 0 && (_file ??= CreateFile()) is { } file)
        {
            Spool(file);
        }

        var needed = _buffered + (long)count;
        if (needed > _buffer.Length)
        {
            Grow(needed);
        }
    }

    private SafeFileHandle? CreateFile()
    {
        if (_cannotSpool)
        {
            return null;
        }

        var file = UnixFile.TryCreateUnnamed(destination.Folder);
        _cannotSpool = file is null;
        return file;
    }

    private void Spool(SafeFileHandle file)
    {
        if (_buffered == 0)
        {
            return;
        }

        try
        {
            UnixFile.Write(file, $"what was rendered for {destination}", _buffer.AsSpan(0, _buffered), _spooled);
        }
        catch (UnixException exception)
        {
            throw new StageException(StageStep.Write, exception.Message, exception);
        }

        _spooled += _buffered;
        _buffered = 0;
    }

    private void Grow(long needed)
    {
        if (needed > Array.MaxLength)
        {
            throw new IOException(
                $"what was rendered for {destination} is more than can be held in memory, "
                + "and its folder cannot take a file without a name");
        }

        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(_buffer.Length * 2L, needed, Array.MaxLength));
        _buffer.AsSpan(0, _buffered).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
