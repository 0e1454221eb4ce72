using System.Text;

namespace Confd.GoTemplate.Syntax;

/// <summary>Nodes in sequence.</summary>
internal sealed class ListNode(int position, Node[] nodes) : Node(NodeKind.List, position)
{
    public Node[] Nodes { get; } = nodes;

    public override void WriteTo(StringBuilder text)
    {
        foreach (var node in Nodes)
        {
            node.WriteTo(text);
        }
    }
}
