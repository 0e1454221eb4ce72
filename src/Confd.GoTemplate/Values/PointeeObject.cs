namespace Confd.GoTemplate.Values;

/// <summary>What a pointer points to, as a struct value: it has the fields, but not the methods of the pointer.</summary>
internal sealed class PointeeObject(GoObject pointer) : GoObject
{
    public override GoType Type => pointer.Type.Element!;

    /// <summary>Follows a pointer; nil pointers and all other values stay as they are (Go <c>exec.go</c>, <c>indirect</c>).</summary>
    public static Value Indirect(in Value value) => value.Kind == GoKind.Pointer && !value.AsObject().IsNilPointer
        ? Value.FromObject(new PointeeObject(value.AsObject()))
        : value;

    /// <summary>What an action prints of a value: of a pointer without a <c>String</c> method, what it points to (Go <c>exec.go</c>,
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
