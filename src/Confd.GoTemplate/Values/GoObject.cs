namespace Confd.GoTemplate.Values;

/// <summary>
/// A struct value, or the target of a pointer. Its methods are those of its <see cref="Type"/>.
/// </summary>
/// <remarks>Derive from it to represent a .NET type in Go, for example a time; plain records of values are
/// <see cref="GoStruct"/>.</remarks>
public abstract class GoObject
{
    /// <summary>A type of kind <see cref="GoKind.Struct"/> or <see cref="GoKind.Pointer"/>.</summary>
    public abstract GoType Type { get; }

    /// <summary>Whether this is a nil pointer.</summary>
    public virtual bool IsNilPointer => false;

    /// <summary>The value of a field, exported or not; printing includes all of them.</summary>
    /// <param name="index">Position in the type's fields (for pointers: those of the type pointed to).</param>
    public abstract Value Field(int index);

    /// <summary>Go's <c>==</c>: field by field for structs, identity for pointers.</summary>
    /// <param name="other">An object of the same type.</param>
    public abstract bool IsEqualTo(GoObject other);
}
