namespace Confd.GoTemplate.Values;

/// <summary>A struct that only consists of its fields, such as <c>memkv.KVPair</c>.</summary>
public sealed class GoStruct : GoObject
{
    private readonly Value[] _fields;

    /// <summary>Creates a struct value; takes ownership of the array.</summary>
    /// <param name="type">A struct type.</param>
    /// <param name="fields">One value for each field of the type, in order.</param>
    /// <exception cref="ArgumentException">The number of values is not the number of fields.</exception>
    public GoStruct(GoType type, params Value[] fields)
    {
        if (type.Fields.Length != fields.Length)
        {
            throw new ArgumentException($"{type} has {type.Fields.Length} fields, not {fields.Length}", nameof(fields));
        }

        Type = type;
        _fields = fields;
    }

    /// <inheritdoc/>
    public override GoType Type { get; }

    /// <inheritdoc/>
    public override Value Field(int index) => _fields[index];

    /// <inheritdoc/>
    public override bool IsEqualTo(GoObject other)
    {
        for (var i = 0; i < _fields.Length; i++)
        {
            if (!ValueEquality.AreIdentical(_fields[i], other.Field(i)))
            {
                return false;
            }
        }

        return true;
    }
}
