using System.Text;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Syntax;

/// <summary>A piece of a parsed template. Never changes once the template is parsed.</summary>
internal abstract class Node(NodeKind kind, int position)
{
    public NodeKind Kind { get; } = kind;

    /// <summary>The byte offset in the text, for error messages.</summary>
    public int Position { get; } = position;

    /// <summary>Writes the node back as template text, the way error messages quote it.</summary>
    public abstract void WriteTo(StringBuilder text);

    public sealed override string ToString()
    {
        var text = new StringBuilder();
        DeepStack.Run(this, text, static (node, text) => node.WriteTo(text));
        return text.ToString();
    }
}
