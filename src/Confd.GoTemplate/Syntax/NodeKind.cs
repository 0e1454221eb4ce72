namespace Confd.GoTemplate.Syntax;

/// <summary>The kind of a node.</summary>
internal enum NodeKind : byte
{
    Text,
    Action,
    Bool,
    Break,
    Chain,
    Command,
    Continue,
    Dot,
    Else,
    End,
    Field,
    Identifier,
    If,
    List,
    Nil,
    Number,
    Pipe,
    Range,
    String,
    Template,
    Variable,
    With,
}
