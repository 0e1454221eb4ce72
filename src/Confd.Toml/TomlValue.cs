namespace Confd.Toml;

/// <summary>A value of a document, with its kind and its position; immutable.</summary>
/// <remarks>The <c>As...</c> methods return the value if it is of that kind, and otherwise throw a <see cref="TomlException"/> with the
/// position.</remarks>
public sealed class TomlValue
{
    private readonly string _path;
    private readonly object _content;

    internal TomlValue(string path, SourcePosition position, TomlValueKind kind, object content)
    {
        _path = path;
        Position = position;
        NamePosition = position;
        Kind = kind;
        _content = content;
    }

    /// <summary>The type of the value.</summary>
    public TomlValueKind Kind { get; }

    /// <summary>Where the value starts.</summary>
    public SourcePosition Position { get; }

    /// <summary>Where the key of a value begins, the last part of a dotted one. For a table with a header or an element of an array, as
    /// <see cref="Position"/>.</summary>
    public SourcePosition NamePosition { get; internal set; }

    /// <summary>The text of a string.</summary>
    /// <exception cref="TomlException">The value is of another kind.</exception>
    public string AsString() => Content<string>(TomlValueKind.String);

    /// <summary>The number of an integer; throws for a float.</summary>
    /// <exception cref="TomlException">The value is of another kind.</exception>
    public long AsInteger() => Content<long>(TomlValueKind.Integer);

    /// <summary>The number of a float or of an integer.</summary>
    /// <exception cref="TomlException">The value is of another kind.</exception>
    public double AsFloat() => Kind == TomlValueKind.Integer ? (long)_content : Content<double>(TomlValueKind.Float);

    /// <summary>The value of a boolean.</summary>
    /// <exception cref="TomlException">The value is of another kind.</exception>
    public bool AsBoolean() => Content<bool>(TomlValueKind.Boolean);

    /// <summary>The instant of a date-time with offset. Fractions beyond 100 nanoseconds are cut off.</summary>
    /// <exception cref="TomlException">
    /// The value is of another kind, or its offset from UTC is more than the 14 hours that <see cref="DateTimeOffset"/> holds.
    /// </exception>
    public DateTimeOffset AsOffsetDateTime()
    {
        var (local, offset) = Content<(DateTime, TimeSpan)>(TomlValueKind.OffsetDateTime);
        try
        {
            return new DateTimeOffset(local, offset);
        }
        catch (ArgumentException)
        {
            throw CreateError("this date is outside the range that can be computed with");
        }
    }

    /// <summary>The date and time as written, of a date-time with or without offset; its kind is unspecified.</summary>
    /// <exception cref="TomlException">The value is of another kind.</exception>
    public DateTime AsLocalDateTime() => Kind == TomlValueKind.OffsetDateTime
        ? Content<(DateTime Local, TimeSpan Offset)>(Kind).Local
        : Content<DateTime>(TomlValueKind.LocalDateTime);

    /// <summary>The offset from UTC of a date-time with offset, between -23:59 and 23:59.</summary>
    /// <exception cref="TomlException">The value is of another kind.</exception>
    public TimeSpan AsOffset() => Content<(DateTime Local, TimeSpan Offset)>(TomlValueKind.OffsetDateTime).Offset;

    /// <summary>A date without time.</summary>
    /// <exception cref="TomlException">The value is of another kind.</exception>
    public DateOnly AsLocalDate() => Content<DateOnly>(TomlValueKind.LocalDate);

    /// <summary>A time of day. Fractions beyond 100 nanoseconds are cut off.</summary>
    /// <exception cref="TomlException">The value is of another kind.</exception>
    public TimeOnly AsLocalTime() => Content<TimeOnly>(TomlValueKind.LocalTime);

    /// <summary>The elements of an array, or the tables of an array of tables, in order.</summary>
    /// <exception cref="TomlException">The value is of another kind.</exception>
    public IReadOnlyList<TomlValue> AsArray() => Content<TomlArray>(TomlValueKind.Array);

    /// <summary>The keys and values of a table.</summary>
    /// <exception cref="TomlException">The value is of another kind.</exception>
    public TomlTable AsTable() => Content<TomlTable>(TomlValueKind.Table);

    /// <summary>Creates an error about this value that names its document and position, for the caller to throw.</summary>
    /// <param name="reason">The error and, where possible, the correct form.</param>
    public TomlException CreateError(string reason) => new(_path, Position, reason);

    /// <summary>Returns the kind and the position; never the value, which may be a secret.</summary>
    public override string ToString() => $"{Kind} at {Position}";

    private static string Describe(TomlValueKind kind) => kind switch
    {
        TomlValueKind.String => "a string",
        TomlValueKind.Integer => "an integer",
        TomlValueKind.Float => "a float",
        TomlValueKind.Boolean => "a boolean",
        TomlValueKind.OffsetDateTime => "a date-time with offset",
        TomlValueKind.LocalDateTime => "a date-time without offset",
        TomlValueKind.LocalDate => "a date",
        TomlValueKind.LocalTime => "a time",
        TomlValueKind.Array => "an array",
        _ => "a table",
    };

    private T Content<T>(TomlValueKind expected) => Kind == expected
        ? (T)_content
        : throw CreateError($"expected {Describe(expected)} but found {Describe(Kind)}");
}
