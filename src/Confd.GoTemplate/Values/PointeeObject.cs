namespace Confd.GoTemplate.Values;

/// <summary>The target of a pointer, as a struct value: it has the fields, but not the methods of the pointer.</summary>
internal sealed class PointeeObject(GoObject pointer) : GoObject
{
    public override GoType Type => pointer.Type.Element!;

    /// <summary>Follows a pointer; nil pointers and all other values are returned unchanged (Go <c>exec.go</c>, <c>indirect</c>).</summary>
    public static Value Indirect(in Value value) => value.Kind == GoKind.Pointer && !value.AsObject().IsNilPointer
        ? Value.FromObject(new PointeeObject(value.AsObject()))
        : value;

    /// <summary>The value that an action prints: for a pointer without a <c>String</c> method, its target (Go <c>exec.go</c>,
    /// <c>printableValue</c>).</summary>
    public static Value Printable(in Value value) =>
        value.Kind == GoKind.Pointer && value.Type.StringMethod is null ? Indirect(value) : value;

    public override Value Field(int index) => pointer.Field(index);

    public override bool IsEqualTo(GoObject other)
    {
        for (var index = 0; index < Type.Fields.Length; index++)
        {
            if (!ValueEquality.AreIdentical(Field(index), other.Field(index)))
            {
                return false;
            }
        }

        return true;
    }
}
