using System.Text;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Syntax;

/// <summary>Text that is copied to the output.</summary>
internal sealed class TextNode(int position, ByteString text) : Node(NodeKind.Text, position)
{
    public ByteString Text { get; } = text;

    public override void WriteTo(StringBuilder text) => text.Append(Text.ToString());
}
