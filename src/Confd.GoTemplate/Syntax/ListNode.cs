using System.Buffers;
using System.Text;

namespace Confd.GoTemplate.Syntax;

/// <summary>Nodes in sequence.</summary>
internal sealed class ListNode(int position, Node[] nodes) : Node(NodeKind.List, position)
{
    public Node[] Nodes { get; } = nodes;

    /// <summary>Whether there is only white space; comments are not kept.</summary>
    public bool IsEmpty => Array.TrueForAll(Nodes, static node => node is TextNode text && IsSpace(text.Text.Span));

    public override void WriteTo(StringBuilder text)
    {
        foreach (var node in Nodes)
        {
            node.WriteTo(text);
        }
    }

    private static bool IsSpace(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(text, out var rune, out var length) != OperationStatus.Done || !Rune.IsWhiteSpace(rune))
            {
                return false;
            }

            text = text[length..];
        }

        return true;
    }
}
