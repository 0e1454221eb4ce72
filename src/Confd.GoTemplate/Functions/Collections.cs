using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Functions;

/// <summary><c>index</c>, <c>slice</c> and <c>len</c>.</summary>
internal static class Collections
{
    /// <summary>Go's <c>len(item)</c>.</summary>
    public static int Length(in Value item) => item.Kind switch
    {
        GoKind.String => item.AsString().Length,
        GoKind.Slice => item.AsSlice().Length,
        GoKind.Map => item.AsMap().Count,
        GoKind.Nil => throw new TemplateFunctionException("len of nil pointer"),
        GoKind.Invalid => throw new TemplateFunctionException("reflect: call of reflect.Value.Type on zero Value"),
        _ => throw new TemplateFunctionException($"len of type {PointedTo(item)}"),
    };

    /// <summary>Go's <c>item[a][b]...</c>.</summary>
    public static Value Index(in Value item, ReadOnlySpan<Value> indexes)
    {
        var current = item.Unwrap();
        if (!current.IsValid)
        {
            throw new TemplateFunctionException("index of untyped nil");
        }

        foreach (var index in indexes)
        {
            current = Element(current, index.Unwrap());
        }

        return current;
    }

    /// <summary>Go's <c>item[a:b:c]</c>.</summary>
    public static Value Slice(in Value item, ReadOnlySpan<Value> indexes)
    {
        var whole = item.Unwrap();
        if (!whole.IsValid)
        {
            throw new TemplateFunctionException("slice of untyped nil");
        }

        if (indexes.Length > 3)
        {
            throw new TemplateFunctionException($"too many slice indexes: {indexes.Length}");
        }

        var (length, capacity) = whole.Kind switch
        {
            GoKind.String when indexes.Length == 3 => throw new TemplateFunctionException("cannot 3-index slice a string"),
            GoKind.String => (whole.AsString().Length, whole.AsString().Length),
            GoKind.Slice => (whole.AsSlice().Length, whole.AsSlice().Capacity),
            _ => throw new TemplateFunctionException($"can't slice item of type {PointedTo(whole)}"),
        };
        Span<int> bounds = [0, length, capacity];
        for (var i = 0; i < indexes.Length; i++)
        {
            bounds[i] = Bound(indexes[i], capacity);
        }

        CheckOrder(bounds[0], bounds[1]);
        CheckOrder(bounds[1], bounds[2]);
        return whole.Kind == GoKind.String
            ? Value.FromString(whole.AsString().Slice(bounds[0], bounds[1] - bounds[0]))
            : Value.FromSlice(whole.AsSlice().Slice(bounds[0], bounds[1], bounds[2]));
    }

    // Go unwraps interfaces for the indexes of index, and for the item of slice, but not for its indexes.
    private static int Bound(in Value index, int capacity) => index.IsInterface
        ? throw new TemplateFunctionException($"cannot index slice/array with type {GoType.Any}")
        : Position(index.Unwrap(), capacity);

    private static void CheckOrder(int low, int high)
    {
        if (low > high)
        {
            throw new TemplateFunctionException($"invalid slice index: {ErrorText.Number(low)} > {ErrorText.Number(high)}");
        }
    }

    private static Value Element(in Value item, in Value index)
    {
        switch (item.Kind)
        {
            case GoKind.Slice:
                var slice = item.AsSlice();
                var position = Position(index, slice.Length);
                return position < slice.Length
                    ? slice[position].ReadAs(slice.Type.Element!)
                    : throw new TemplateFunctionException("reflect: slice index out of range");
            case GoKind.String:
                var text = item.AsString();
                var offset = Position(index, text.Length);
                return offset < text.Length
                    ? Value.FromInteger(GoType.Uint8, text[offset])
                    : throw new TemplateFunctionException("reflect: string index out of range");
            case GoKind.Map:
                var map = item.AsMap();
                var element = map.Type.Element!;
                var key = CallFunction.Prepare(index, GoType.String).AsString();
                return (map.TryGetValue(key, out var value) ? value : ZeroValue.Of(element)).ReadAs(element);
            case GoKind.Nil:
                throw new TemplateFunctionException("index of nil pointer");
            default:
                throw new TemplateFunctionException($"can't index item of type {PointedTo(item)}");
        }
    }

    // Go's indexArg: exactly the length is accepted here and fails later, with another message.
    private static int Position(in Value index, int limit)
    {
        if (!index.IsValid)
        {
            throw new TemplateFunctionException("cannot index slice/array with nil");
        }

        if (index.Kind is < GoKind.Int or > GoKind.Uint64)
        {
            throw new TemplateFunctionException($"cannot index slice/array with type {index.Type}");
        }

        var position = index.AsInt();
        return position >= 0 && position <= limit ? (int)position : throw new TemplateFunctionException(
            $"index out of range: {ErrorText.Number(position)}");
    }

    // Go follows pointers before it reports the error.
    private static GoType PointedTo(in Value item) => item.Kind == GoKind.Pointer ? item.Type.Element! : item.Type;
}
