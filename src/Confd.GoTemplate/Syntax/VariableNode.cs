using System.Text;

namespace Confd.GoTemplate.Syntax;

/// <summary>A variable, possibly with fields: <c>$x.a.b</c>.</summary>
internal sealed class VariableNode(int position, string name, FieldName[] fields) : Node(NodeKind.Variable, position)
{
    /// <summary>The variable with the argument of the template call.</summary>
    public const string Root = "$";

    /// <summary>The name with its dollar; one string object for each name of a template, so that lookups compare references.</summary>
    public string Name { get; } = name;

    public FieldName[] Fields { get; } = fields;

    public override void WriteTo(StringBuilder text)
    {
        text.Append(Name);
        FieldName.WriteTo(text, Fields);
    }
}
