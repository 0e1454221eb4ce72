using System.Numerics;
using System.Text;
using Confd.GoTemplate.Formatting;
using Confd.GoTemplate.Syntax;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Parsing;

/// <summary>Turns a number token into a node. Source of the rules: Go <c>text/template/parse/node.go</c>, newNumber.</summary>
internal static class NumberReader
{
    // The first double that no longer fits: 2^63 and 2^64.
    private const double SignedLimit = 9223372036854775808.0;
    private const double UnsignedLimit = 18446744073709551616.0;

    /// <summary>Reads a number, complex or character constant. Where the result is null, the problem is the error message.</summary>
    public static NumberNode? Read(TokenKind kind, int position, ReadOnlySpan<byte> bytes, out string problem)
    {
        problem = "";
        var text = Encoding.UTF8.GetString(bytes);
        return kind switch
        {
            TokenKind.CharConstant => ReadCharacter(position, bytes, text, out problem),
            TokenKind.Complex => ReadComplex(position, text, out problem),
            _ => ReadReal(position, text, out problem),
        };
    }

    private static NumberNode? ReadCharacter(int position, ReadOnlySpan<byte> bytes, string text, out string problem)
    {
        var rest = bytes[1..];
        if (!Unquoter.TryReadChar(ref rest, (byte)'\'', out var rune, out _))
        {
            problem = "invalid syntax";
            return null;
        }

        if (rest is not [(byte)'\''])
        {
            problem = "malformed character constant: " + text;
            return null;
        }

        problem = "";
        return new NumberNode(position, text, rune, (ulong)rune, rune, null);
    }

    private static NumberNode? ReadReal(int position, string text, out string problem)
    {
        problem = "";
        if (text[^1] == 'i' && GoNumber.TryParseFloat(text.AsSpan(0, text.Length - 1), out var imaginary))
        {
            return FromComplex(position, text, new Complex(0, imaginary));
        }

        ulong? unsigned = GoNumber.TryParseUnsigned(text, out var u) ? u : null;
        long? integer = GoNumber.TryParseSigned(text, out var i) ? i : null;
        if (integer == 0)
        {
            unsigned = 0;
        }

        if (integer is not null || unsigned is not null)
        {
            return new NumberNode(position, text, integer, unsigned, integer ?? (double)unsigned!.Value, null);
        }

        if (!GoNumber.TryParseFloat(text, out var real))
        {
            problem = "illegal number syntax: " + GoFormat.Quote(ByteString.FromString(text));
            return null;
        }

        // Read as a float but written as an integer: too large for one.
        if (text.AsSpan().IndexOfAny(".eEpP") < 0)
        {
            problem = "integer overflow: " + GoFormat.Quote(ByteString.FromString(text));
            return null;
        }

        return new NumberNode(position, text, AsInteger(real), AsUnsigned(real), real, null);
    }

    private static NumberNode? ReadComplex(int position, string text, out string problem)
    {
        problem = "";
        var split = text.AsSpan(1).LastIndexOfAny('+', '-') + 1;

        // The sign of an exponent is not the sign between the parts.
        if (split > 1 && char.ToLowerInvariant(text[split - 1]) is 'e' or 'p' && !IsHexDigitBefore(text, split))
        {
            split = text.AsSpan(1, split - 1).LastIndexOfAny('+', '-') + 1;
        }

        var imaginary = text.AsSpan(split, text.Length - split - 1);
        if (imaginary is "+" or "-")
        {
            problem = "syntax error scanning complex number";
            return null;
        }

        if (!GoNumber.TryParseFloat(text.AsSpan(0, split), out var real) || !GoNumber.TryParseFloat(imaginary, out var i))
        {
            problem = "syntax error scanning complex number";
            return null;
        }

        return FromComplex(position, text, new Complex(real, i));
    }

    // In 0x1e-2i the e is a digit, in 1e-2i it is an exponent.
    private static bool IsHexDigitBefore(string text, int split)
    {
        var part = text.AsSpan(0, split - 1);
        var start = part[1..].LastIndexOfAny('+', '-') + 1;
        var number = part[start..].TrimStart("+-");
        return number.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && char.ToLowerInvariant(text[split - 1]) == 'e';
    }

    private static NumberNode FromComplex(int position, string text, Complex complex)
        => complex.Imaginary == 0
            ? new NumberNode(position, text, AsInteger(complex.Real), AsUnsigned(complex.Real), complex.Real, complex)
            : new NumberNode(position, text, null, null, null, complex);

    private static long? AsInteger(double real)
        => real is >= -SignedLimit and < SignedLimit && Math.Truncate(real) == real ? (long)real : null;

    private static ulong? AsUnsigned(double real)
        => real is >= 0 and < UnsignedLimit && Math.Truncate(real) == real ? (ulong)real : null;
}
