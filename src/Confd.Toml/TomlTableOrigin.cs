namespace Confd.Toml;

/// <summary>How a table came to be, which decides who may add to it later (TOML, sections Keys, Table, Inline Table).</summary>
internal enum TomlTableOrigin
{
    /// <summary>Named on the way to a header below it: its own header may still follow.</summary>
    Implied,

    /// <summary>Defined by its header, or the root.</summary>
    Header,

    /// <summary>Made by a dotted key: more dotted keys and headers below it may follow, its own header may not.</summary>
    DottedKey,

    /// <summary>Written in braces: complete.</summary>
    Inline,
}
