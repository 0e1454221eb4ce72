using System.Text;

namespace Confd.GoTemplate.Syntax;

/// <summary>Text that is copied to the output.</summary>
internal sealed class TextNode(int position, ReadOnlyMemory<byte> text) : Node(NodeKind.Text, position)
{
    public ReadOnlyMemory<byte> Text { get; } = text;

    public override void WriteTo(StringBuilder text) => text.Append(Encoding.UTF8.GetString(Text.Span));
}
