using System.Text;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Syntax;

/// <summary>One stage of a pipeline: a function, method, field, variable or constant with its arguments.</summary>
internal sealed class CommandNode(int position, Node[] words) : Node(NodeKind.Command, position)
{
    /// <summary>The first one is called or evaluated, the rest are arguments.</summary>
    public Node[] Words { get; } = words;

    public static void WriteArgument(StringBuilder text, Node node)
    {
        if (node.Kind != NodeKind.Pipe)
        {
            node.WriteTo(text);
            return;
        }

        text.Append('(');
        if (DeepStack.HasRoom)
        {
            node.WriteTo(text);
        }
        else
        {
            DeepStack.Run(node, text, static (node, text) => node.WriteTo(text));
        }

        text.Append(')');
    }

    public override void WriteTo(StringBuilder text)
    {
        for (var i = 0; i < Words.Length; i++)
        {
            if (i > 0)
            {
                text.Append(' ');
            }

            WriteArgument(text, Words[i]);
        }
    }
}
