using System.Text;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Syntax;

/// <summary>A string constant.</summary>
internal sealed class StringNode(int position, ReadOnlyMemory<byte> quoted, ByteString value) : Node(NodeKind.String, position)
{
    public ByteString Text { get; } = value;

    public override void WriteTo(StringBuilder text) => text.Append(Encoding.UTF8.GetString(quoted.Span));
}
