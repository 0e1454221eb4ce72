using System.Text;

namespace Confd.GoTemplate.Syntax;

/// <summary><c>true</c> or <c>false</c>.</summary>
internal sealed class BoolNode(int position, bool value) : Node(NodeKind.Bool, position)
{
    public bool Value { get; } = value;

    public override void WriteTo(StringBuilder text) => text.Append(Value ? "true" : "false");
}
