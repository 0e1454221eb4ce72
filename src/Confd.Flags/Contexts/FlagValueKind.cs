namespace Confd.Flags.Contexts;

/// <summary>The JSON type of a <see cref="FlagValue"/>.</summary>
public enum FlagValueKind : byte
{
    /// <summary>JSON null, and everything that is absent.</summary>
    Null,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A number; integers and fractions are one type, as in JSON.</summary>
    Number,

    /// <summary>A string.</summary>
    String,

    /// <summary>An array.</summary>
    Array,

    /// <summary>An object.</summary>
    Object,
}
