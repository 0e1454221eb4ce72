using System.Text;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Syntax;

/// <summary>Commands, each getting the previous result as its last argument, and the variables that receive the final one.</summary>
internal sealed class PipeNode(
    int position, VariableNode[] variables, bool isAssignment, CommandNode[] commands) : Node(NodeKind.Pipe, position)
{
    /// <summary>Declared or assigned variables; two only in <c>range</c>.</summary>
    public VariableNode[] Variables { get; } = variables;

    /// <summary><c>=</c> rather than <c>:=</c>.</summary>
    public bool IsAssignment { get; } = isAssignment;

    public CommandNode[] Commands { get; } = commands;

    /// <summary>Whether it is only a field of dot, as most are: <c>{{.a.b}}</c>.</summary>
    public bool IsField { get; } = variables.Length == 0 && commands is [{ Words: [{ Kind: NodeKind.Field }] }];

    /// <summary>Whether its last command is a print function.</summary>
    public bool IsPrint { get; } = commands is [.., { Words: [IdentifierNode { Function.Form: >= SpecialForm.Print }, ..] }];

    public override void WriteTo(StringBuilder text)
    {
        for (var i = 0; i < Variables.Length; i++)
        {
            text.Append(i > 0 ? ", " : "");
            Variables[i].WriteTo(text);
        }

        if (Variables.Length > 0)
        {
            text.Append(IsAssignment ? " = " : " := ");
        }

        for (var i = 0; i < Commands.Length; i++)
        {
            text.Append(i > 0 ? " | " : "");
            Commands[i].WriteTo(text);
        }
    }
}
