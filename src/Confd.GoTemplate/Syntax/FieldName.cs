using System.Text;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Syntax;

/// <summary>A name after a dot, in the forms that lookups need.</summary>
internal sealed class FieldName(ByteString key)
{
    public string Name => field ??= Key.ToString();

    /// <summary>The name as a map key.</summary>
    public ByteString Key { get; } = key;

    /// <summary>The hash of the key.</summary>
    public int Hash { get; } = key.GetHashCode();

    /// <summary>Writes <c>.a.b</c>.</summary>
    public static void WriteTo(StringBuilder text, FieldName[] fields)
    {
        foreach (var field in fields)
        {
            text.Append('.').Append(field.Name);
        }
    }
}
