using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Confd.Backends.ZooKeeper.Protocol;

/// <summary>Writes a frame in ZooKeeper's notation: numbers in big-endian order, strings and bytes after their length.</summary>
internal sealed class JuteWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>Starts a frame: the space for its length is reserved.</summary>
    public JuteWriter() => Write(0);

    public JuteWriter Write(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(_bytes.GetSpan(sizeof(int)), value);
        _bytes.Advance(sizeof(int));
        return this;
    }

    public JuteWriter Write(long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(_bytes.GetSpan(sizeof(long)), value);
        _bytes.Advance(sizeof(long));
        return this;
    }

    public JuteWriter Write(bool value)
    {
        _bytes.Write([value ? (byte)1 : (byte)0]);
        return this;
    }

    public JuteWriter Write(ReadOnlySpan<byte> value)
    {
        Write(value.Length);
        _bytes.Write(value);
        return this;
    }

    public JuteWriter Write(string value) => Write(Encoding.UTF8.GetBytes(value));

    /// <summary>The frame with its length in front.</summary>
    public byte[] ToFrame()
    {
        var frame = _bytes.WrittenSpan.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length - sizeof(int));
        return frame;
    }
}
