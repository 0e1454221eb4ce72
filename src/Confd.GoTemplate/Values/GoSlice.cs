using System.Diagnostics;

namespace Confd.GoTemplate.Values;

/// <summary>
/// A Go slice: a window of some length on a shared array, which it may grow into up to its capacity.
/// </summary>
/// <remarks>
/// The window never changes, but the array's elements may: appending within the capacity overwrites elements of other slices of the same
/// array, as in Go. Not safe for writing from several threads.
/// </remarks>
[DebuggerDisplay("{Type} of {Length}")]
public sealed class GoSlice
{
    private readonly Value[] _array;
    private readonly int _offset;

    private GoSlice(GoType type, Value[] array, int offset, int length, int capacity, bool isNil = false)
    {
        Type = type;
        _array = array;
        _offset = offset;
        Length = length;
        Capacity = capacity;
        IsNil = isNil;
    }

    /// <summary>The slice type, for example <c>[]string</c> or <c>memkv.KVPairs</c>.</summary>
    public GoType Type { get; }

    /// <summary>Number of elements.</summary>
    public int Length { get; }

    /// <summary>Number of elements up to the end of the array's usable part.</summary>
    public int Capacity { get; }

    /// <summary>Whether this is the nil slice, which is empty, false, and <c>null</c> in JSON.</summary>
    public bool IsNil { get; }

    /// <summary>The elements, for reading and for writing in place.</summary>
    public Span<Value> Span => new(_array, _offset, Length);

    /// <summary>An element.</summary>
    /// <param name="index">From 0 to <see cref="Length"/> - 1.</param>
    public Value this[int index]
    {
        get => Span[index];
        set => Span[index] = value;
    }

    /// <summary>A slice over a whole array, with the capacity of the array; takes ownership of the array.</summary>
    /// <param name="type">A slice type.</param>
    /// <param name="elements">All elements; each must fit the element type.</param>
    public static GoSlice Over(GoType type, Value[] elements) => new(type, elements, 0, elements.Length, elements.Length);

    /// <summary>A slice over the first elements of an array, with the capacity of the array; takes ownership of the array.</summary>
    /// <param name="type">A slice type.</param>
    /// <param name="array">The array; elements past the length must be the zero of the element type.</param>
    /// <param name="length">The number of elements in the slice.</param>
    public static GoSlice Over(GoType type, Value[] array, int length) => new(type, array, 0, length, array.Length);

    /// <summary>The nil slice of a type.</summary>
    /// <param name="type">A slice type.</param>
    public static GoSlice NilOf(GoType type) => new(type, [], 0, 0, 0, isNil: true);

    /// <summary>A slice of copied elements whose array is as large as if they had been appended one by one to an empty slice.</summary>
    /// <param name="type">A slice type.</param>
    /// <param name="elements">The elements; each must fit the element type.</param>
    public static GoSlice FromAppended(GoType type, ReadOnlySpan<Value> elements)
    {
        var array = ArrayAfterAppends(type, elements.Length);
        elements.CopyTo(array);
        return Over(type, array, elements.Length);
    }

    /// <inheritdoc cref="FromAppended(GoType, ReadOnlySpan{Value})"/>
    /// <param name="type">A slice type.</param>
    /// <param name="length">The number of elements.</param>
    /// <param name="element">Creates the element at an index; each must fit the element type.</param>
    public static GoSlice FromAppended(GoType type, int length, Func<int, Value> element)
    {
        var array = ArrayAfterAppends(type, length);
        for (var index = 0; index < length; index++)
        {
            array[index] = element(index);
        }

        return Over(type, array, length);
    }

    /// <summary>A <c>[]string</c>.</summary>
    /// <param name="strings">The elements.</param>
    public static GoSlice OfStrings(ReadOnlySpan<ByteString> strings)
    {
        var elements = new Value[strings.Length];
        for (var i = 0; i < elements.Length; i++)
        {
            elements[i] = Value.FromString(strings[i]);
        }

        return Over(GoType.StringSlice, elements);
    }

    /// <summary>A <c>[]uint8</c>.</summary>
    /// <param name="bytes">The elements.</param>
    public static GoSlice OfBytes(ReadOnlySpan<byte> bytes)
    {
        var elements = new Value[bytes.Length];
        for (var i = 0; i < elements.Length; i++)
        {
            elements[i] = Value.FromInteger(GoType.Uint8, bytes[i]);
        }

        return Over(GoType.ByteSlice, elements);
    }

    /// <summary>The same elements under another slice type of the same element type.</summary>
    /// <param name="type">A slice type.</param>
    public GoSlice As(GoType type) => new(type, _array, _offset, Length, Capacity, IsNil);

    /// <summary>A smaller or larger window on the same array: Go's <c>s[low:high:max]</c>.</summary>
    /// <param name="low">First element, from 0.</param>
    /// <param name="high">One past the last element, at most <paramref name="max"/>.</param>
    /// <param name="max">The end of the capacity, at most <see cref="Capacity"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bounds are not in order.</exception>
    public GoSlice Slice(int low, int high, int max)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)max, (uint)Capacity, nameof(max));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)high, (uint)max, nameof(high));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)low, (uint)high, nameof(low));
        return new GoSlice(Type, _array, _offset + low, high - low, max - low, IsNil);
    }

    /// <summary>Go's <c>append</c>: writes into spare capacity, which other slices may share, or else into a larger copy.</summary>
    /// <param name="elements">The elements to add; each must fit the element type.</param>
    public GoSlice Append(params ReadOnlySpan<Value> elements)
    {
        if (elements.IsEmpty)
        {
            return this;
        }

        var length = checked(Length + elements.Length);
        if (length <= Capacity)
        {
            elements.CopyTo(_array.AsSpan(_offset + Length));
            return new GoSlice(Type, _array, _offset, length, Capacity);
        }

        var array = new Value[SliceGrowth.NewCapacity(length, Capacity, Type.Element!)];
        Span.CopyTo(array);
        elements.CopyTo(array.AsSpan(Length));
        array.AsSpan(length).Fill(ZeroValue.Of(Type.Element!));
        return new GoSlice(Type, array, 0, length, array.Length);
    }

    // With zero values, which the elements then replace.
    private static Value[] ArrayAfterAppends(GoType type, int length)
    {
        var capacity = 0;
        while (capacity < length)
        {
            capacity = SliceGrowth.NewCapacity(capacity + 1, capacity, type.Element!);
        }

        var array = new Value[capacity];
        array.AsSpan(length).Fill(ZeroValue.Of(type.Element!));
        return array;
    }
}
