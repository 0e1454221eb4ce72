using System.Numerics;
using System.Text;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Syntax;

/// <summary>A number constant, with its value in every type that can represent it: Go's ideal constants.</summary>
internal sealed class NumberNode : Node
{
    public NumberNode(int position, string text, long? integer, ulong? unsigned, double? real, Complex? complex)
        : base(NodeKind.Number, position)
    {
        Text = text;
        Integer = integer;
        Unsigned = unsigned;
        Float = real;
        Ideal = complex is { } both ? Value.FromComplex(both) : ComputeIdeal();
    }

    /// <summary>The constant as written.</summary>
    public string Text { get; }

    /// <summary>The value as a signed integer; null where it is not one.</summary>
    public long? Integer { get; }

    /// <summary>The value as an unsigned integer; null where it is not one.</summary>
    public ulong? Unsigned { get; }

    /// <summary>The value as a floating-point number; null where it is not one.</summary>
    public double? Float { get; }

    /// <summary>The value as a complex number; null unless written as one.</summary>
    public Complex? Complex => Ideal.Kind == GoKind.Complex128 ? Ideal.AsComplex() : null;

    /// <summary>
    /// The value where no type is required; invalid for a constant that overflows int. Source: Go <c>exec.go</c>, idealConstant.
    /// </summary>
    public Value Ideal { get; }

    public override void WriteTo(StringBuilder text) => text.Append(Text);

    private Value ComputeIdeal()
    {
        if (Float is { } real && IsWrittenAsFloat())
        {
            return Value.FromFloat(real);
        }

        return Integer is { } integer ? Value.FromInt(integer) : Value.Invalid;
    }

    private bool IsWrittenAsFloat()
    {
        var isCharacter = Text[0] == '\'';
        var isHexInteger = Text.Length > 2 && Text.StartsWith(
            "0x", StringComparison.OrdinalIgnoreCase) && !Text.AsSpan().ContainsAny('p', 'P');
        return !isCharacter && !isHexInteger && Text.AsSpan().IndexOfAny(".eEpP") >= 0;
    }
}
