namespace Confd.GoTemplate.Syntax;

/// <summary>What a node is.</summary>
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
