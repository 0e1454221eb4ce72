namespace Confd.GoTemplate.Values;

/// <summary>The zero value of each type, as in Go's fresh memory.</summary>
public static class ZeroValue
{
    /// <summary>The zero of a type: 0, false, the empty string, a nil slice or map, nil for interfaces and pointers.</summary>
    /// <param name="type">Any type; for structs a struct of zero fields.</param>
    public static Value Of(GoType type) => type.Kind switch
    {
        GoKind.Bool => Value.FromBool(false),
        >= GoKind.Int and <= GoKind.Uint64 => Value.FromInteger(type, 0),
        GoKind.Float64 => Value.FromFloat(0),
        GoKind.Complex128 => Value.FromComplex(default),
        GoKind.String => Value.FromString(ByteString.Empty),
        GoKind.Slice => Value.FromSlice(GoSlice.NilOf(type)),
        GoKind.Map => Value.FromMap(GoMap.NilOf(type)),
        GoKind.Struct when !ReferenceEquals(type, GoType.Raw) => Value.FromObject(new GoStruct(type, ZerosOf(type))),
        GoKind.Interface => Value.Nil,
        _ => Value.Invalid,
    };

    /// <summary>Whether a parameter of a type may be given nil.</summary>
    internal static bool CanBeNil(GoType type) =>
        type.Kind is GoKind.Interface or GoKind.Slice or GoKind.Map or GoKind.Pointer or GoKind.Func || ReferenceEquals(type, GoType.Raw);

    private static Value[] ZerosOf(GoType type)
    {
        var zeros = new Value[type.Fields.Length];
        for (var i = 0; i < zeros.Length; i++)
        {
            zeros[i] = Of(type.Fields[i].Type);
        }

        return zeros;
    }
}
