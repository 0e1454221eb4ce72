using System.Text;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Syntax;

/// <summary><c>if</c>, <c>with</c> or <c>range</c>.</summary>
internal sealed class BranchNode(NodeKind kind, int position, PipeNode pipe, ListNode body, ListNode? alternative, Delimiters delimiters)
    : Node(kind, position)
{
    public PipeNode Pipe { get; } = pipe;

    public ListNode Body { get; } = body;

    /// <summary>The <c>else</c> part; null where there is none.</summary>
    public ListNode? Alternative { get; } = alternative;

    public override void WriteTo(StringBuilder text)
    {
        var keyword = Kind switch { NodeKind.If => "if ", NodeKind.With => "with ", _ => "range " };
        text.Append(delimiters.Left).Append(keyword);
        Pipe.WriteTo(text);
        text.Append(delimiters.Right);
        WriteList(text, Body);
        if (Alternative is not null)
        {
            text.Append(delimiters.Left).Append("else").Append(delimiters.Right);
            WriteList(text, Alternative);
        }

        text.Append(delimiters.Left).Append("end").Append(delimiters.Right);
    }

    private static void WriteList(StringBuilder text, ListNode list)
        => DeepStack.Run(list, text, static (list, text) => list.WriteTo(text));
}
