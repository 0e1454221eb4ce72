namespace Confd.Toml;

/// <summary>The types of TOML.</summary>
public enum TomlValueKind
{
    /// <summary>Unicode text.</summary>
    String,

    /// <summary>A signed integer of 64 bits.</summary>
    Integer,

    /// <summary>An IEEE 754 double, infinities and NaN included.</summary>
    Float,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,

    /// <summary>A date and time with its offset from UTC.</summary>
    OffsetDateTime,

    /// <summary>A date and time without time zone.</summary>
    LocalDateTime,

    /// <summary>A date without time.</summary>
    LocalDate,

    /// <summary>A time of day.</summary>
    LocalTime,

    /// <summary>A list; its elements may differ in kind.</summary>
    Array,

    /// <summary>Keys and values.</summary>
    Table,
}
