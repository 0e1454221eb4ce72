using System.Buffers;
using System.Buffers.Text;
using Confd.GoTemplate;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Functions;

/// <summary>Go's <c>base64.StdEncoding</c>: padding is required, line ends are skipped, trailing bits are ignored.</summary>
internal static class GoBase64
{
    private const int Quantum = 4;

    /// <summary>Encodes any bytes.</summary>
    /// <exception cref="TemplateFunctionException">The result is above the limit.</exception>
    public static ByteString Encode(RenderContext context, ByteString text)
    {
        context.CheckSize((text.Length + 2L) / 3 * Quantum);
        var output = new byte[Base64.GetMaxEncodedToUtf8Length(text.Length)];
        Base64.EncodeToUtf8(text.Span, output, out _, out _);
        return new ByteString(output);
    }

    /// <summary>Decodes.</summary>
    /// <exception cref="TemplateFunctionException">With Go's offset of the first invalid byte.</exception>
    public static ByteString Decode(RenderContext context, ByteString text)
    {
        var output = new ArrayBufferWriter<byte>((text.Length / Quantum * 3) + 3);
        var position = 0;
        while (position < text.Length)
        {
            context.Step();
            DecodeQuantum(text.Span, ref position, output);
        }

        return new ByteString(output.WrittenMemory);
    }

    // Four characters to three bytes (Go base64.go, decodeQuantum, which also determines the offsets in errors).
    private static void DecodeQuantum(ReadOnlySpan<byte> text, ref int position, ArrayBufferWriter<byte> output)
    {
        var bits = 0;
        var digits = 0;
        while (digits < Quantum)
        {
            if (position == text.Length)
            {
                if (digits == 0)
                {
                    return;
                }

                throw Corrupt(position - digits);
            }

            var letter = text[position++];
            if (DigitOf(letter) is var digit and >= 0)
            {
                bits = (bits << 6) | digit;
                digits++;
            }
            else if (letter is not ((byte)'\n' or (byte)'\r'))
            {
                ReadPadding(text, ref position, letter, digits);
                break;
            }
        }

        bits <<= 6 * (Quantum - digits);
        ReadOnlySpan<byte> bytes = [(byte)(bits >> 16), (byte)(bits >> 8), (byte)bits];
        output.Write(bytes[..(digits - 1)]);
    }

    private static void ReadPadding(ReadOnlySpan<byte> text, ref int position, byte letter, int digits)
    {
        if (letter != '=' || digits < 2)
        {
            throw Corrupt(position - 1);
        }

        SkipLineEnds(text, ref position);
        if (digits == 2)
        {
            if (position == text.Length)
            {
                throw Corrupt(text.Length);
            }

            if (text[position] != '=')
            {
                throw Corrupt(position - 1);
            }

            position++;
            SkipLineEnds(text, ref position);
        }

        if (position < text.Length)
        {
            throw Corrupt(position);
        }
    }

    private static void SkipLineEnds(ReadOnlySpan<byte> text, ref int position)
    {
        while (position < text.Length && text[position] is (byte)'\n' or (byte)'\r')
        {
            position++;
        }
    }

    private static int DigitOf(byte letter) => letter switch
    {
        >= (byte)'A' and <= (byte)'Z' => letter - 'A',
        >= (byte)'a' and <= (byte)'z' => letter - 'a' + 26,
        >= (byte)'0' and <= (byte)'9' => letter - '0' + 52,
        (byte)'+' => 62,
        (byte)'/' => 63,
        _ => -1,
    };

    private static TemplateFunctionException Corrupt(int offset) => new($"illegal base64 data at input byte {offset}");
}
