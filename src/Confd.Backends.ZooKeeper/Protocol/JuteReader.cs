using System.Buffers.Binary;
using System.Text;

namespace Confd.Backends.ZooKeeper.Protocol;

/// <summary>Reads the notation of <see cref="JuteWriter"/>.</summary>
/// <param name="bytes">A frame without its length.</param>
internal ref struct JuteReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Reads a number.</summary>
    /// <exception cref="InvalidDataException">The frame is too short; the same applies below.</exception>
    public int ReadInt() => BinaryPrimitives.ReadInt32BigEndian(Take(sizeof(int)));

    public long ReadLong() => BinaryPrimitives.ReadInt64BigEndian(Take(sizeof(long)));

    /// <summary>Reads bytes; empty where the server has none, which it writes as a length of -1.</summary>
    public byte[] ReadBytes() => ReadInt() is >= 0 and var length ? Take(length).ToArray() : [];

    public string ReadText() => ReadInt() is >= 0 and var length ? Encoding.UTF8.GetString(Take(length)) : "";

    public string[] ReadTexts()
    {
        // Each takes at least four bytes: a false length must not allocate memory.
        var count = ReadInt();
        if (count > _rest.Length / sizeof(int))
        {
            throw new InvalidDataException("a list is longer than its frame");
        }

        var texts = new string[Math.Max(count, 0)];
        for (var index = 0; index < texts.Length; index++)
        {
            texts[index] = ReadText();
        }

        return texts;
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > _rest.Length)
        {
            throw new InvalidDataException("a frame is shorter than what it should hold");
        }

        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }
}
