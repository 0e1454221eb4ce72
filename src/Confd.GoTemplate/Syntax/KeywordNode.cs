using System.Text;

namespace Confd.GoTemplate.Syntax;

/// <summary>A node that is a single word: <c>.</c>, <c>nil</c>, or an action of one keyword such as <c>{{break}}</c>.</summary>
internal sealed class KeywordNode(NodeKind kind, int position, string word, Delimiters? delimiters = null) : Node(kind, position)
{
    public override void WriteTo(StringBuilder text) => text.Append(delimiters?.Left).Append(word).Append(delimiters?.Right);
}
