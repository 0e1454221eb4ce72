using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Confd.GoTemplate.Values;

/// <summary>
/// A Go type as used in templates: its name in messages, the conversion of literal arguments, and its methods.
/// </summary>
/// <remarks>
/// Immutable and safe to share. Predeclared types are the static properties; equal composite types may be different instances:
/// compare with <see cref="IsIdenticalTo"/>.
/// </remarks>
public sealed class GoType
{
    private readonly Lazy<FrozenDictionary<string, GoMethod>>? _methods;

    private GoType(
        string name, GoKind kind, bool isNamed, GoType? element, ImmutableArray<GoField> fields, Func<IEnumerable<GoMethod>>? methods)
    {
        Name = name;
        Kind = kind;
        IsNamed = isNamed;
        Element = element;
        Fields = fields;
        _methods = methods is null ? null : new(() => methods().ToFrozenDictionary(method => method.Name, StringComparer.Ordinal));
    }

    /// <summary><c>bool</c>.</summary>
    public static GoType Bool { get; } = Predeclared("bool", GoKind.Bool);

    /// <summary><c>int</c>: 64 bits, signed.</summary>
    public static GoType Int { get; } = Predeclared("int", GoKind.Int);

    /// <summary><c>int8</c>.</summary>
    public static GoType Int8 { get; } = Predeclared("int8", GoKind.Int8);

    /// <summary><c>int16</c>.</summary>
    public static GoType Int16 { get; } = Predeclared("int16", GoKind.Int16);

    /// <summary><c>int32</c>, also called rune.</summary>
    public static GoType Int32 { get; } = Predeclared("int32", GoKind.Int32);

    /// <summary><c>int64</c>.</summary>
    public static GoType Int64 { get; } = Predeclared("int64", GoKind.Int64);

    /// <summary><c>uint</c>: 64 bits, unsigned.</summary>
    public static GoType Uint { get; } = Predeclared("uint", GoKind.Uint);

    /// <summary><c>uint8</c>, also called byte.</summary>
    public static GoType Uint8 { get; } = Predeclared("uint8", GoKind.Uint8);

    /// <summary><c>uint16</c>.</summary>
    public static GoType Uint16 { get; } = Predeclared("uint16", GoKind.Uint16);

    /// <summary><c>uint32</c>.</summary>
    public static GoType Uint32 { get; } = Predeclared("uint32", GoKind.Uint32);

    /// <summary><c>uint64</c>.</summary>
    public static GoType Uint64 { get; } = Predeclared("uint64", GoKind.Uint64);

    /// <summary><c>float64</c>.</summary>
    public static GoType Float64 { get; } = Predeclared("float64", GoKind.Float64);

    /// <summary><c>complex128</c>.</summary>
    public static GoType Complex128 { get; } = Predeclared("complex128", GoKind.Complex128);

    /// <summary><c>string</c>.</summary>
    public static GoType String { get; } = Predeclared("string", GoKind.String);

    /// <summary><c>interface {}</c>: accepts everything; a function gets the content, or nil.</summary>
    public static GoType Any { get; } = new("interface {}", GoKind.Interface, isNamed: false, null, [], null);

    /// <summary><c>error</c>: only as the second result of a method.</summary>
    public static GoType Error { get; } = Predeclared("error", GoKind.Interface);

    /// <summary>
    /// <c>reflect.Value</c>: as a parameter type, accepts everything unchanged, even the invalid value, without unwrapping.
    /// </summary>
    public static GoType Raw { get; } = new("reflect.Value", GoKind.Struct, isNamed: true, null, [], null);

    /// <summary><c>[]interface {}</c>.</summary>
    public static GoType AnySlice { get; } = SliceOf(Any);

    /// <summary><c>[]string</c>.</summary>
    public static GoType StringSlice { get; } = SliceOf(String);

    /// <summary><c>[]int</c>.</summary>
    public static GoType IntSlice { get; } = SliceOf(Int);

    /// <summary><c>[]uint8</c>.</summary>
    public static GoType ByteSlice { get; } = SliceOf(Uint8);

    /// <summary><c>map[string]interface {}</c>.</summary>
    public static GoType AnyMap { get; } = MapOf(Any);

    /// <summary>The type as Go prints it, for example <c>map[string]interface {}</c> or <c>time.Month</c>.</summary>
    public string Name { get; }

    /// <summary>The kind of its values; <see cref="GoKind.Interface"/> for interface types.</summary>
    public GoKind Kind { get; }

    /// <summary>Whether the type was declared with a name (predeclared types included), which limits assignability.</summary>
    public bool IsNamed { get; }

    /// <summary>Element type of slices, maps and pointers; null for others.</summary>
    public GoType? Element { get; }

    /// <summary>Fields of struct types in order; empty for others.</summary>
    public ImmutableArray<GoField> Fields { get; }

    /// <summary>Whether Go's <c>==</c> can compare its values: not slices, maps and functions, nor structs that contain them.</summary>
    internal bool IsComparable => Kind switch
    {
        GoKind.Slice or GoKind.Map or GoKind.Func => false,
        GoKind.Struct => Fields.All(static one => one.Type.IsComparable),
        _ => true,
    };

    /// <summary>The <c>String() string</c> method used when printing; null where there is none.</summary>
    public Func<Value, ByteString>? StringMethod { get; private init; }

    /// <summary>The <c>GoString() string</c> method used by <c>%#v</c>; null where there is none.</summary>
    public Func<Value, ByteString>? GoStringMethod { get; private init; }

    /// <summary>The slice type of an element type.</summary>
    /// <param name="element">Element type.</param>
    public static GoType SliceOf(GoType element) => new("[]" + element.Name, GoKind.Slice, isNamed: false, element, [], null);

    /// <summary>The map type from string to an element type.</summary>
    /// <param name="element">Element type.</param>
    public static GoType MapOf(GoType element) => new("map[string]" + element.Name, GoKind.Map, isNamed: false, element, [], null);

    /// <summary>A pointer type.</summary>
    /// <param name="element">The type it points to.</param>
    /// <param name="methods">All exported methods callable on the pointer; enumerated once, on first use.</param>
    /// <param name="stringMethod">The <c>String</c> method, if any; it should be among <paramref name="methods"/> also.</param>
    public static GoType PointerTo(
        GoType element,
        Func<IEnumerable<GoMethod>>? methods = null,
        Func<Value, ByteString>? stringMethod = null)
        => new("*" + element.Name, GoKind.Pointer, isNamed: false, element, [], methods) { StringMethod = stringMethod };

    /// <summary>A declared type over another, such as <c>time.Month</c> over <c>int</c> or <c>memkv.KVPairs</c> over a slice.</summary>
    /// <param name="name">Package and name, for example <c>time.Month</c>.</param>
    /// <param name="underlying">The type whose kind, element and fields it takes.</param>
    /// <param name="methods">All exported methods; enumerated once, on first use, so that types may refer to each other.</param>
    /// <param name="stringMethod">The <c>String</c> method, if any; it should be among <paramref name="methods"/> also.</param>
    /// <param name="goStringMethod">The <c>GoString</c> method, if any.</param>
    public static GoType Named(
        string name,
        GoType underlying,
        Func<IEnumerable<GoMethod>>? methods = null,
        Func<Value, ByteString>? stringMethod = null,
        Func<Value, ByteString>? goStringMethod = null)
        => new(name, underlying.Kind, isNamed: true, underlying.Element, underlying.Fields, methods)
        {
            StringMethod = stringMethod,
            GoStringMethod = goStringMethod,
        };

    /// <summary>A declared struct type.</summary>
    /// <param name="name">Package and name, for example <c>memkv.KVPair</c>.</param>
    /// <param name="fields">Fields in order.</param>
    /// <param name="methods">All exported methods; enumerated once, on first use.</param>
    /// <param name="stringMethod">The <c>String</c> method, if any; it should be among <paramref name="methods"/> also.</param>
    /// <param name="goStringMethod">The <c>GoString</c> method, if any.</param>
    public static GoType Struct(
        string name,
        ImmutableArray<GoField> fields,
        Func<IEnumerable<GoMethod>>? methods = null,
        Func<Value, ByteString>? stringMethod = null,
        Func<Value, ByteString>? goStringMethod = null)
    {
        Required.All(fields, nameof(fields));
        return new(name, GoKind.Struct, isNamed: true, null, fields, methods)
        {
            StringMethod = stringMethod,
            GoStringMethod = goStringMethod,
        };
    }

    /// <summary>Finds a method by name; null where the type has none of that name.</summary>
    /// <param name="name">The Go name.</param>
    public GoMethod? FindMethod(string name) => _methods?.Value.GetValueOrDefault(name);

    /// <summary>Whether two instances represent the same Go type.</summary>
    /// <param name="other">The other type.</param>
    public bool IsIdenticalTo(GoType other)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }

        if (IsNamed || other.IsNamed)
        {
            return IsNamed && other.IsNamed && Name == other.Name && Kind == other.Kind;
        }

        return Kind == other.Kind && (Element, other.Element) switch
        {
            (null, null) => Name == other.Name,
            ({ } mine, { } theirs) => mine.IsIdenticalTo(theirs),
            _ => false,
        };
    }

    /// <summary>Go's assignability, as far as these types go: identical, to <c>interface {}</c>, or same structure with one side
    /// unnamed.</summary>
    /// <param name="target">The type of the variable or parameter.</param>
    public bool IsAssignableTo(GoType target)
    {
        if (IsIdenticalTo(target) || ReferenceEquals(target, Any))
        {
            return true;
        }

        return Kind == target.Kind
            && Kind is GoKind.Slice or GoKind.Map
            && IsNamed != target.IsNamed
            && Element!.IsIdenticalTo(target.Element!);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    internal static GoType Function(string name) => new(name, GoKind.Func, isNamed: false, null, [], null);

    private static GoType Predeclared(string name, GoKind kind) => new(name, kind, isNamed: true, null, [], null);
}
