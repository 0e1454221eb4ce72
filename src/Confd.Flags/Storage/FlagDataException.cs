namespace Confd.Flags.Storage;

/// <summary>Flag data in JSON cannot be read. No part of it was used.</summary>
public sealed class FlagDataException : FlagException
{
    /// <summary>Creates an exception for a position in a file or a response.</summary>
    /// <param name="source">The file or address the data came from.</param>
    /// <param name="line">1-based line; 0 where the position is unknown.</param>
    /// <param name="column">1-based column in bytes; 0 where the position is unknown.</param>
    /// <param name="problem">The problem, without the position.</param>
    public FlagDataException(string source, long line, long column, string problem)
        : base(line > 0 ? $"{source}:{line}:{column}: {problem}" : $"{source}: {problem}")
    {
        Line = line;
        Column = column;
    }

    /// <summary>1-based line; 0 where the position is unknown.</summary>
    public long Line { get; }

    /// <summary>1-based column in bytes; 0 where the position is unknown.</summary>
    public long Column { get; }
}
