using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Confd.GoTemplate.Values;

/// <summary>
/// A Go string: an immutable sequence of bytes, normally UTF-8 but never checked, so any bytes are preserved.
/// </summary>
/// <remarks>Equality, order and hash are those of the bytes. The default value is the empty string. Safe to share between
/// threads.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
public readonly struct ByteString : IEquatable<ByteString>, IComparable<ByteString>
{
    private readonly byte[]? _array;
    private readonly int _offset;
    private readonly int _length;

    /// <summary>Wraps an array without copying it; the caller must not change it afterwards.</summary>
    /// <param name="bytes">All bytes of the string.</param>
    public ByteString(byte[] bytes)
        : this(bytes, 0, bytes.Length)
    {
    }

    /// <summary>Wraps memory without copying it if it is in an array; the caller must not change it afterwards.</summary>
    /// <param name="bytes">All bytes of the string.</param>
    public ByteString(ReadOnlyMemory<byte> bytes)
    {
        if (!MemoryMarshal.TryGetArray(bytes, out var segment))
        {
            segment = bytes.ToArray();
        }

        _array = segment.Array;
        _offset = segment.Offset;
        _length = segment.Count;
    }

    internal ByteString(byte[]? array, int offset, int length)
    {
        _array = array;
        _offset = offset;
        _length = length;
    }

    /// <summary>The string of no bytes.</summary>
    public static ByteString Empty => default;

    /// <summary>Number of bytes.</summary>
    public int Length => _length;

    /// <summary>Whether there are no bytes.</summary>
    public bool IsEmpty => _length == 0;

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Span => new(_array, _offset, _length);

    /// <summary>The bytes, as memory.</summary>
    public ReadOnlyMemory<byte> Memory => new(_array, _offset, _length);

    internal byte[]? Array => _array;

    internal int Offset => _offset;

    /// <summary>The byte at an index, from 0.</summary>
    /// <param name="index">From 0 to <see cref="Length"/> - 1.</param>
    public byte this[int index] => Span[index];

    /// <summary>Whether two strings have the same bytes.</summary>
    public static bool operator ==(ByteString left, ByteString right) => left.Equals(right);

    /// <summary>Whether two strings differ.</summary>
    public static bool operator !=(ByteString left, ByteString right) => !left.Equals(right);

    /// <summary>Byte order.</summary>
    public static bool operator <(ByteString left, ByteString right) => left.CompareTo(right) < 0;

    /// <summary>Byte order.</summary>
    public static bool operator <=(ByteString left, ByteString right) => left.CompareTo(right) <= 0;

    /// <summary>Byte order.</summary>
    public static bool operator >(ByteString left, ByteString right) => left.CompareTo(right) > 0;

    /// <summary>Byte order.</summary>
    public static bool operator >=(ByteString left, ByteString right) => left.CompareTo(right) >= 0;

    /// <summary>Copies bytes into a new string.</summary>
    /// <param name="bytes">All bytes of the string.</param>
    public static ByteString Copy(ReadOnlySpan<byte> bytes) => bytes.IsEmpty ? default : new ByteString(bytes.ToArray());

    /// <summary>Encodes text as UTF-8; lone surrogates become U+FFFD.</summary>
    /// <param name="text">Any text.</param>
    public static ByteString FromString(string text) => text.Length == 0 ? default : new ByteString(Encoding.UTF8.GetBytes(text));

    /// <summary>A part that shares the bytes.</summary>
    /// <param name="start">First byte, from 0.</param>
    /// <param name="length">Number of bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The part is not inside the string.</exception>
    public ByteString Slice(int start, int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)start, (uint)_length, nameof(start));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)(_length - start), nameof(length));
        return new ByteString(_array, _offset + start, length);
    }

    /// <summary>The rest from a byte on; shares the bytes.</summary>
    /// <param name="start">First byte, from 0 to <see cref="Length"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The start is outside the string.</exception>
    public ByteString Slice(int start) => Slice(start, _length - start);

    /// <inheritdoc/>
    public bool Equals(ByteString other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ByteString other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => ByteHash.Of(Span);

    /// <inheritdoc/>
    public int CompareTo(ByteString other) => Span.SequenceCompareTo(other.Span);

    /// <summary>The text; each invalid UTF-8 sequence becomes U+FFFD.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Span);
}
