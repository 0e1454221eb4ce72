using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Text;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Formatting;

/// <summary>A growing buffer of bytes, to which all printing appends.</summary>
internal sealed class ByteBuffer
{
    // Room is requested before it is known how much of it is needed.
    private const int Slack = 1024;

    private byte[] _bytes;
    private int _length;

    public ByteBuffer(int capacity = 64) => _bytes = capacity > 0 ? new byte[capacity] : [];

    /// <summary>The maximum length; exceeding it throws as a function does.</summary>
    public long Limit { get; set; } = Array.MaxLength;

    public int Length => _length;

    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, _length);

    public void Clear() => _length = 0;

    public void Truncate(int length) => _length = length;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(byte value)
    {
        if (_length == _bytes.Length)
        {
            Grow(1);
        }

        _bytes[_length++] = value;
    }

    public void Append(char ascii) => Append((byte)ascii);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.TryCopyTo(_bytes.AsSpan(_length)))
        {
            Grow(bytes.Length);
            bytes.CopyTo(_bytes.AsSpan(_length));
        }

        _length += bytes.Length;
    }

    public void Append(string text)
    {
        var target = Reserve(Encoding.UTF8.GetByteCount(text));
        _length += Encoding.UTF8.GetBytes(text, target);
    }

    public void Append(long value)
    {
        const int MaxNumberLength = 20;
        Utf8Formatter.TryFormat(value, Reserve(MaxNumberLength), out var written);
        _length += written;
    }

    public void Append(ulong value)
    {
        const int MaxNumberLength = 20;
        Utf8Formatter.TryFormat(value, Reserve(MaxNumberLength), out var written);
        _length += written;
    }

    /// <summary>Encodes a code point; surrogates and numbers out of range become U+FFFD.</summary>
    public void AppendRune(int rune)
    {
        const int MaxRuneLength = 4;
        var valid = Rune.IsValid(rune) ? new Rune(rune) : Rune.ReplacementChar;
        _length += valid.EncodeToUtf8(Reserve(MaxRuneLength));
    }

    public void AppendRepeated(byte value, int count)
    {
        if (count > 0)
        {
            Take(count).Fill(value);
        }
    }

    /// <summary>Inserts repeated bytes, moving what follows.</summary>
    public void InsertRepeated(int position, byte value, int count)
    {
        if (count <= 0)
        {
            return;
        }

        Take(count);
        _bytes.AsSpan(position, _length - count - position).CopyTo(_bytes.AsSpan(position + count));
        _bytes.AsSpan(position, count).Fill(value);
    }

    public byte[] ToArray() => Span.ToArray();

    public ByteString ToByteString() => _length == 0 ? ByteString.Empty : new ByteString(ToArray());

    public override string ToString() => Encoding.UTF8.GetString(Span);

    // Returns free space of at least a size after the end; the caller adds the used part to the length.
    private Span<byte> Reserve(int size)
    {
        if (_bytes.Length - _length < size)
        {
            Grow(size);
        }

        return _bytes.AsSpan(_length);
    }

    /// <summary>Empties the buffer; keeps its memory if that is at most a size.</summary>
    public void Empty(int capacity)
    {
        _length = 0;
        if (_bytes.Length > capacity)
        {
            _bytes = [];
        }
    }

    private Span<byte> Take(int count)
    {
        var span = Reserve(count)[..count];
        _length += count;
        return span;
    }

    private void Grow(int extra)
    {
        var needed = (long)_length + extra;
        if (needed > Limit + Slack || needed > Array.MaxLength)
        {
            throw TemplateFunctionException.TooLarge(Limit);
        }

        var doubled = _bytes.Length * 2L;
        var capacity = Math.Max(needed, doubled < Limit ? doubled : Limit + Slack);
        Array.Resize(ref _bytes, (int)Math.Min(capacity, Array.MaxLength));
    }
}
