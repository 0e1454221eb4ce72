using System.Text;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Syntax;

/// <summary>A name after a dot, in the two forms that lookups need.</summary>
internal sealed class FieldName(string name)
{
    public string Name { get; } = name;

    /// <summary>The name as a map key.</summary>
    public ByteString Key { get; } = ByteString.FromString(name);

    /// <summary>Writes <c>.a.b</c>.</summary>
    public static void WriteTo(StringBuilder text, FieldName[] fields)
    {
        foreach (var field in fields)
        {
            text.Append('.').Append(field.Name);
        }
    }
}
