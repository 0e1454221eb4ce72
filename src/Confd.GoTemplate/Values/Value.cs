using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Confd.GoTemplate.Values;

/// <summary>
/// A dynamically typed Go value, or none at all. The default is <see cref="Invalid"/>.
/// </summary>
/// <remarks>
/// 24 bytes: numbers, booleans and strings need no allocation of their own. Immutable itself; slices and maps are shared
/// references, as in Go. <c>Invalid</c>, <see cref="Nil"/> and typed nils (a nil slice or map) are three different things.
/// </remarks>
[DebuggerDisplay("{Kind}: {ToString(),nq}")]
public readonly struct Value
{
    private const GoKind MissingKind = (GoKind)byte.MaxValue;

    // Scalars: the named type, or null for the predeclared one. Strings: the byte array. Others: the object, which has its type.
    private readonly object? _reference;

    // Numbers: the bits. Strings: offset in the upper half, length in the lower.
    private readonly long _bits;

    private readonly GoKind _kind;
    private readonly bool _isInterface;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Value(GoKind kind, object? reference, long bits, bool isInterface = false)
    {
        _reference = reference;
        _bits = bits;
        _kind = kind;
        _isInterface = isInterface;
    }

    /// <summary>No value at all.</summary>
    public static Value Invalid => default;

    /// <summary>A nil interface.</summary>
    public static Value Nil => new(GoKind.Nil, null, 0);

    /// <summary>Inside the interpreter: nothing was piped in, which differs from no value.</summary>
    internal static Value Missing => new(MissingKind, null, 0);

    /// <summary>The kind of this value.</summary>
    public GoKind Kind => _kind;

    /// <summary>Whether there is a value; nil counts as one.</summary>
    public bool IsValid => _kind != GoKind.Invalid;

    /// <summary>Whether this is invalid or a nil interface.</summary>
    public bool IsNilOrInvalid => _kind <= GoKind.Nil;

    /// <summary>
    /// The dynamic type. <see cref="GoType.Any"/> for nil and invalid values.
    /// </summary>
    public GoType Type => _kind switch
    {
        GoKind.String => GoType.String,
        GoKind.Int => (GoType?)_reference ?? GoType.Int,
        GoKind.Slice => ((GoSlice)_reference!).Type,
        GoKind.Map => ((GoMap)_reference!).Type,
        GoKind.Struct or GoKind.Pointer => ((GoObject)_reference!).Type,
        GoKind.Func => ((GoFunction)_reference!).Type,
        GoKind.Complex128 => GoType.Complex128,
        _ => (GoType?)_reference ?? PredeclaredType(_kind),
    };

    /// <summary>Whether this was read directly from a variable of interface type, whose static type messages then show.</summary>
    internal bool IsInterface => _isInterface;

    internal bool IsMissing => _kind == MissingKind;

    /// <summary>The type that messages show: the static one.</summary>
    internal GoType StaticType => _isInterface ? GoType.Any : Type;

    /// <summary>A boolean.</summary>
    /// <param name="value">True or false.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Value FromBool(bool value) => new(GoKind.Bool, null, value ? 1 : 0);

    /// <summary>An <c>int</c>.</summary>
    /// <param name="value">Any 64-bit number.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Value FromInt(long value) => new(GoKind.Int, null, value);

    /// <summary>An integer of a given type, for example <c>int64</c>, <c>uint8</c> or <c>time.Month</c>.</summary>
    /// <param name="type">A type of an integer kind; unsigned numbers are given by their bits.</param>
    /// <param name="value">The number; it must fit the type.</param>
    /// <exception cref="ArgumentException">The type is not an integer type.</exception>
    public static Value FromInteger(GoType type, long value)
    {
        if (type.Kind is < GoKind.Int or > GoKind.Uint64)
        {
            throw new ArgumentException($"{type} is not an integer type", nameof(type));
        }

        return new(type.Kind, ReferenceEquals(type, PredeclaredType(type.Kind)) ? null : type, value);
    }

    /// <summary>A <c>float64</c>.</summary>
    /// <param name="value">Any number, also NaN and infinities.</param>
    public static Value FromFloat(double value) => new(GoKind.Float64, null, BitConverter.DoubleToInt64Bits(value));

    /// <summary>A <c>complex128</c>.</summary>
    /// <param name="value">Real and imaginary part.</param>
    public static Value FromComplex(Complex value) => new(GoKind.Complex128, value, 0);

    /// <summary>A string of bytes.</summary>
    /// <param name="value">The bytes; shared, not copied.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Value FromString(ByteString value) => new(GoKind.String, value.Array, ((long)value.Offset << 32) | (uint)value.Length);

    /// <summary>A string, encoded as UTF-8.</summary>
    /// <param name="value">The text.</param>
    public static Value FromString(string value) => FromString(ByteString.FromString(value));

    /// <summary>A slice; shared, not copied.</summary>
    /// <param name="value">The slice, which may be a nil slice.</param>
    public static Value FromSlice(GoSlice value) => new(GoKind.Slice, value, 0);

    /// <summary>A map; shared, not copied.</summary>
    /// <param name="value">The map, which may be a nil map.</param>
    public static Value FromMap(GoMap value) => new(GoKind.Map, value, 0);

    /// <summary>A struct or a pointer to one.</summary>
    /// <param name="value">The object; its type determines which of the two it is.</param>
    public static Value FromObject(GoObject value) => new(value.Type.Kind, value, 0);

    /// <summary>A function value.</summary>
    /// <param name="value">The function.</param>
    public static Value FromFunction(GoFunction value) => new(GoKind.Func, value, 0);

    /// <summary>The boolean.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public bool AsBool() => _kind == GoKind.Bool ? _bits != 0 : throw WrongKind(GoKind.Bool);

    /// <summary>The integer of any integer kind; the bits of an unsigned one.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public long AsInt() => _kind is >= GoKind.Int and <= GoKind.Uint64 ? _bits : throw WrongKind(GoKind.Int);

    /// <summary>The number.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public double AsFloat() => _kind == GoKind.Float64 ? BitConverter.Int64BitsToDouble(_bits) : throw WrongKind(GoKind.Float64);

    /// <summary>The complex number.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public Complex AsComplex() => _kind == GoKind.Complex128 ? (Complex)_reference! : throw WrongKind(GoKind.Complex128);

    /// <summary>The bytes of a string.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ByteString AsString()
        => _kind == GoKind.String ? new ByteString((byte[]?)_reference, (int)(_bits >> 32), (int)_bits) : throw WrongKind(GoKind.String);

    /// <summary>The slice.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public GoSlice AsSlice() => _kind == GoKind.Slice ? (GoSlice)_reference! : throw WrongKind(GoKind.Slice);

    /// <summary>The map.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public GoMap AsMap() => _kind == GoKind.Map ? (GoMap)_reference! : throw WrongKind(GoKind.Map);

    /// <summary>The struct, or the target of a pointer.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public GoObject AsObject()
        => _kind is GoKind.Struct or GoKind.Pointer ? (GoObject)_reference! : throw WrongKind(GoKind.Struct);

    /// <summary>The function.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public GoFunction AsFunction() => _kind == GoKind.Func ? (GoFunction)_reference! : throw WrongKind(GoKind.Func);

    /// <summary>The text in the format <c>%v</c>.</summary>
    public override string ToString() => Formatting.GoFormat.Sprint([this]).ToString();

    /// <summary>A value read from a variable, field or element of some type.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Value ReadAs(GoType staticType)
    {
        var isInterface = staticType.Kind == GoKind.Interface;
        return new(isInterface && _kind == GoKind.Invalid ? GoKind.Nil : _kind, _reference, _bits, isInterface || _isInterface);
    }

    /// <summary>The result of a function or method, as its result type. Kinds are compared, which costs next to nothing and prevents
    /// a text from being used as a number.</summary>
    /// <exception cref="TemplateFunctionException">It is of another kind.</exception>
    internal Value ReturnedAs(GoType result, string name)
    {
        if (ReferenceEquals(result, GoType.Raw))
        {
            return this;
        }

        return _kind == result.Kind || result.Kind == GoKind.Interface
            ? ReadAs(result)
            : throw new TemplateFunctionException($"the result of {name} has type {Type}, and {result} is declared");
    }

    /// <summary>The content of an interface: nil becomes invalid, as in reflection.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Value Unwrap() => new(_kind == GoKind.Nil ? GoKind.Invalid : _kind, _reference, _bits);

    private static GoType PredeclaredType(GoKind kind) => kind switch
    {
        GoKind.Bool => GoType.Bool,
        GoKind.Int => GoType.Int,
        GoKind.Int8 => GoType.Int8,
        GoKind.Int16 => GoType.Int16,
        GoKind.Int32 => GoType.Int32,
        GoKind.Int64 => GoType.Int64,
        GoKind.Uint => GoType.Uint,
        GoKind.Uint8 => GoType.Uint8,
        GoKind.Uint16 => GoType.Uint16,
        GoKind.Uint32 => GoType.Uint32,
        GoKind.Uint64 => GoType.Uint64,
        GoKind.Float64 => GoType.Float64,
        _ => GoType.Any,
    };

    private InvalidOperationException WrongKind(GoKind expected) => new($"the value is of kind {_kind}, not {expected}");
}
