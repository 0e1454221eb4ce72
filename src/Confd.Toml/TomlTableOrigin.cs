namespace Confd.Toml;

/// <summary>How a table was created, which decides what may be added to it later (TOML, sections Keys, Table, Inline Table).</summary>
internal enum TomlTableOrigin
{
    /// <summary>Named in a header of a table below it: its own header may still follow.</summary>
    Implied,

    /// <summary>Defined by its header, or the root.</summary>
    Header,

    /// <summary>Created by a dotted key: more dotted keys and headers below it may follow, its own header may not.</summary>
    DottedKey,

    /// <summary>Written in braces: complete.</summary>
    Inline,
}
