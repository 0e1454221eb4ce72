namespace Confd.Toml;

/// <summary>Thrown where a document is not TOML, or a value in it is not of the expected kind.</summary>
/// <remarks>The message reads <c>PATH:LINE:COLUMN: REASON</c>.</remarks>
public sealed class TomlException : Exception
{
    /// <summary>Creates an error at a position in a document.</summary>
    /// <param name="path">The document's name as given to <see cref="TomlReader"/>.</param>
    /// <param name="position">Where the error starts.</param>
    /// <param name="reason">The error and, where possible, the correct form.</param>
    public TomlException(string path, SourcePosition position, string reason)
        : base($"{path}:{position}: {reason}")
    {
        Path = path;
        Position = position;
        Reason = reason;
    }

    /// <summary>The document's name as given to <see cref="TomlReader"/>.</summary>
    public string Path { get; }

    /// <summary>Where the error starts; always inside the document or directly after its last character.</summary>
    public SourcePosition Position { get; }

    /// <summary>The line, from 1.</summary>
    public int Line => Position.Line;

    /// <summary>The column in Unicode characters, from 1.</summary>
    public int Column => Position.Column;

    /// <summary>The message without path and position.</summary>
    public string Reason { get; }
}
