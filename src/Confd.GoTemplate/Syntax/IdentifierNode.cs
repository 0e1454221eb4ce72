using System.Text;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Syntax;

/// <summary>A function's name.</summary>
internal sealed class IdentifierNode(int position, GoFunction function) : Node(NodeKind.Identifier, position)
{
    public string Name => Function.Name;

    public GoFunction Function { get; } = function;

    public override void WriteTo(StringBuilder text) => text.Append(Name);
}
