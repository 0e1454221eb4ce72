using System.Text;

namespace Confd.GoTemplate.Syntax;

/// <summary>Fields of dot: <c>.a.b</c>.</summary>
internal sealed class FieldNode(int position, FieldName[] fields) : Node(NodeKind.Field, position)
{
    public FieldName[] Fields { get; } = fields;

    public override void WriteTo(StringBuilder text) => FieldName.WriteTo(text, Fields);
}
