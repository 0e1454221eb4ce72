using System.Numerics;
using System.Text;
using Confd.GoTemplate.Formatting;
using Confd.GoTemplate.Syntax;

namespace Confd.GoTemplate.Parsing;

/// <summary>Parses a number token into a node. Source of the rules: Go <c>text/template/parse/node.go</c>, newNumber.</summary>
internal static class NumberReader
{
    // The first double that no longer fits: 2^63 and 2^64.
    private const double SignedLimit = 9223372036854775808.0;
    private const double UnsignedLimit = 18446744073709551616.0;

    /// <summary>Parses a number, complex or character constant. Where the result is null, the problem is the error message.</summary>
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
            problem = "illegal number syntax: " + GoFormat.Quote(text);
            return null;
        }

        // Parsed as a float but written as an integer: too large for one.
        if (text.AsSpan().IndexOfAny(".eEpP") < 0)
        {
            problem = "integer overflow: " + GoFormat.Quote(text);
            return null;
        }

        return new NumberNode(position, text, AsInteger(real), AsUnsigned(real), real, null);
    }

    private static NumberNode? ReadComplex(int position, string text, out string problem)
    {
        const string Malformed = "syntax error scanning complex number";
        var rest = text.AsSpan();
        var realText = TakeFloat(ref rest);
        var sign = rest;
        if (rest.IsEmpty || rest[0] is not ('+' or '-'))
        {
            problem = Malformed;
            return null;
        }

        rest = rest[1..];
        TakeFloat(ref rest);
        var imaginaryText = sign[..(sign.Length - rest.Length)];
        if (rest is not "i")
        {
            problem = Malformed;
            return null;
        }

        return TryConvert(realText, out var real, out problem) && TryConvert(imaginaryText, out var imaginary, out problem)
            ? FromComplex(position, text, new Complex(real, imaginary))
            : null;
    }

    // As much as may belong to a number. Source: Go fmt/scan.go, floatToken, which also starts on the letters of Inf.
    private static ReadOnlySpan<char> TakeFloat(ref ReadOnlySpan<char> rest)
    {
        var whole = rest;
        TakeOne(ref rest, "+-");
        TakeOne(ref rest, "iI");
        var digits = "0123456789_";
        var exponent = "eEpP";
        if (TakeOne(ref rest, "0") && TakeOne(ref rest, "xX"))
        {
            digits = "0123456789aAbBcCdDeEfF_";
            exponent = "pP";
        }

        rest = rest.TrimStart(digits);
        if (TakeOne(ref rest, "."))
        {
            rest = rest.TrimStart(digits);
        }

        if (TakeOne(ref rest, exponent))
        {
            TakeOne(ref rest, "+-");
            rest = rest.TrimStart("0123456789_");
        }

        return whole[..(whole.Length - rest.Length)];
    }

    private static bool TakeOne(ref ReadOnlySpan<char> rest, string valid)
    {
        if (rest.IsEmpty || !valid.Contains(rest[0], StringComparison.Ordinal))
        {
            return false;
        }

        rest = rest[1..];
        return true;
    }

    private static bool TryConvert(ReadOnlySpan<char> text, out double value, out string problem)
    {
        var found = GoNumber.ParseFloat(text, out value);
        var reason = found == FloatProblem.Range ? "value out of range" : "invalid syntax";
        problem = found == FloatProblem.None
            ? ""
            : $"strconv.ParseFloat: parsing {GoFormat.Quote(text.ToString())}: {reason}";
        return found == FloatProblem.None;
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
