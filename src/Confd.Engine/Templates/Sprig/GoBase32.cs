using System.Buffers;
using Confd.GoTemplate;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Sprig;

/// <summary>Base32 with padding; the offsets in errors are Go's own (Go <c>encoding/base32</c>).</summary>
internal static class GoBase32
{
    private const int Quantum = 8;

    private static ReadOnlySpan<byte> Alphabet => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"u8;

    /// <summary>Encodes five bytes in eight characters.</summary>
    /// <exception cref="TemplateFunctionException">The result is above the limit.</exception>
    public static ByteString Encode(RenderContext context, ByteString text)
    {
        var size = (text.Length + 4L) / 5 * Quantum;
        context.CheckSize(size);
        var output = new byte[size];
        output.AsSpan().Fill((byte)'=');
        for (var bit = 0L; bit < text.Length * 8L; bit += 5)
        {
            context.Step();
            var (index, shift) = ((int)(bit / 8), (int)(bit % 8));
            var pair = (text[index] << 8) | (index + 1 < text.Length ? text[index + 1] : 0);
            output[bit / 5] = Alphabet[(pair >> (11 - shift)) & 0x1f];
        }

        return new ByteString(output);
    }

    /// <summary>Decodes; line ends are ignored.</summary>
    /// <exception cref="TemplateFunctionException">With the offset of the first invalid byte.</exception>
    public static ByteString Decode(RenderContext context, ByteString encoded)
    {
        var text = WithoutLineEnds(encoded.Span);
        var output = new ArrayBufferWriter<byte>((int)(text.Length * 5L / Quantum) + 5);
        var position = 0;
        Span<byte> digits = stackalloc byte[Quantum];
        for (var count = Quantum; position < text.Length && count == Quantum;)
        {
            context.Step();
            count = ReadQuantum(text, ref position, digits);
            Write(output, digits[..count]);
        }

        return new ByteString(output.WrittenMemory);
    }

    private static byte[] WithoutLineEnds(ReadOnlySpan<byte> text)
    {
        var kept = new List<byte>(text.Length);
        foreach (var letter in text)
        {
            if (letter is not ((byte)'\n' or (byte)'\r'))
            {
                kept.Add(letter);
            }
        }

        return [.. kept];
    }

    // The number of digits before the padding.
    private static int ReadQuantum(ReadOnlySpan<byte> text, ref int position, Span<byte> digits)
    {
        for (var count = 0; count < Quantum; count++)
        {
            if (position == text.Length)
            {
                throw Corrupt(position - count);
            }

            var letter = text[position++];
            if (letter == '=' && count >= 2 && text.Length - position < Quantum)
            {
                CheckPadding(text, position, count);
                position = text.Length;
                return count;
            }

            var digit = Alphabet.IndexOf(letter);
            digits[count] = digit >= 0 ? (byte)digit : throw Corrupt(position - 1);
        }

        return Quantum;
    }

    private static void CheckPadding(ReadOnlySpan<byte> text, int position, int count)
    {
        var left = text.Length - position;
        if (left + count < Quantum - 1)
        {
            throw Corrupt(text.Length);
        }

        for (var index = 0; index < Quantum - 1 - count && index < left; index++)
        {
            if (text[position + index] != '=')
            {
                throw Corrupt(position + index - 1);
            }
        }

        if (count is 1 or 3 or 6)
        {
            throw Corrupt(position - 1);
        }
    }

    private static void Write(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> digits)
    {
        var bits = 0ul;
        foreach (var digit in digits)
        {
            bits = (bits << 5) | digit;
        }

        for (var count = digits.Length * 5; count >= 8; count -= 8)
        {
            output.Write([(byte)(bits >> (count - 8))]);
        }
    }

    private static TemplateFunctionException Corrupt(int offset) => new($"illegal base32 data at input byte {offset}");
}
