namespace Confd.Backends;

/// <summary>The form of an option's value on the command line, in a variable, in confd.toml and in a <c>[backend]</c> table.</summary>
public enum OptionKind
{
    /// <summary>Any text.</summary>
    Text,

    /// <summary>A signed 64-bit integer in Go's notation: decimal, <c>0x</c>, <c>0o</c>, <c>0b</c>, <c>_</c> between digits.</summary>
    Integer,

    /// <summary>True where the flag is given; a value only as <c>--flag=value</c>.</summary>
    Switch,

    /// <summary>Go's duration notation: <c>300ms</c>, <c>1h30m</c>, <c>0</c>.</summary>
    Duration,

    /// <summary>Texts in the order given: the flag is repeatable, commas belong to the text.</summary>
    TextList,
}
