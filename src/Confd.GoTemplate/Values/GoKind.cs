namespace Confd.GoTemplate.Values;

/// <summary>The kind of a value or a type; the names are those of Go's <c>reflect.Kind</c>.</summary>
public enum GoKind : byte
{
    /// <summary>No value at all: Go's zero <c>reflect.Value</c>. The result for a missing map key.</summary>
    Invalid,

    /// <summary>A nil interface, for example <c>null</c> in JSON data.</summary>
    Nil,

    /// <summary>Boolean.</summary>
    Bool,

    /// <summary>Signed, 64 bits: Go's <c>int</c>.</summary>
    Int,

    /// <summary>Signed, 8 bits.</summary>
    Int8,

    /// <summary>Signed, 16 bits.</summary>
    Int16,

    /// <summary>Signed, 32 bits.</summary>
    Int32,

    /// <summary>Signed, 64 bits.</summary>
    Int64,

    /// <summary>Unsigned, 64 bits: Go's <c>uint</c>.</summary>
    Uint,

    /// <summary>Unsigned, 8 bits: a byte.</summary>
    Uint8,

    /// <summary>Unsigned, 16 bits.</summary>
    Uint16,

    /// <summary>Unsigned, 32 bits.</summary>
    Uint32,

    /// <summary>Unsigned, 64 bits.</summary>
    Uint64,

    /// <summary>Binary floating point, 64 bits.</summary>
    Float64,

    /// <summary>Two <c>float64</c>.</summary>
    Complex128,

    /// <summary>A byte string.</summary>
    String,

    /// <summary>A slice: array, offset, length, capacity.</summary>
    Slice,

    /// <summary>A map with string keys.</summary>
    Map,

    /// <summary>A struct, with fields, methods or both.</summary>
    Struct,

    /// <summary>A pointer to a struct, such as <c>*time.Location</c>.</summary>
    Pointer,

    /// <summary>A function.</summary>
    Func,

    /// <summary>Only of types, never of values: an interface type.</summary>
    Interface,
}
