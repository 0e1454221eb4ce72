using System.Text;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Syntax;

/// <summary>A string constant.</summary>
internal sealed class StringNode(int position, string quoted, ByteString value) : Node(NodeKind.String, position)
{
    public ByteString Text { get; } = value;

    public override void WriteTo(StringBuilder text) => text.Append(quoted);
}
