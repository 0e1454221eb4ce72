namespace Confd.Flags.Storage;

/// <summary>Flag data in JSON cannot be read. Nothing of it was used.</summary>
public sealed class FlagDataException : FlagException
{
    /// <summary>Makes an exception for a place in a file or an answer.</summary>
    /// <param name="source">The file or address the data came from.</param>
    /// <param name="line">1-based line; 0 where there is no place.</param>
    /// <param name="column">1-based column in bytes; 0 where there is no place.</param>
    /// <param name="problem">What is wrong, without the place.</param>
    public FlagDataException(string source, long line, long column, string problem)
        : base(line > 0 ? $"{source}:{line}:{column}: {problem}" : $"{source}: {problem}")
    {
        Line = line;
        Column = column;
    }

    /// <summary>1-based line; 0 where there is no place.</summary>
    public long Line { get; }

    /// <summary>1-based column in bytes; 0 where there is no place.</summary>
    public long Column { get; }
}
