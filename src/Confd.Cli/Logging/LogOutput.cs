namespace Confd.Cli.Logging;

/// <summary>The destination of log lines and of the text between them. Safe to share between threads.</summary>
internal abstract class LogOutput : IDisposable
{
    /// <summary>Called with the number of dropped lines, when lines are consumed again.</summary>
    public Action<long> ReportLoss { get; set; } = _ => { };

    /// <summary>How lines that are not consumed are handled from now on.</summary>
    public virtual LogPatience Patience { get; set; }

    /// <summary>The number of dropped lines that no line of the log reports.</summary>
    public virtual long Dropped => 0;

    /// <summary>Writes one line, which includes its line break.</summary>
    public abstract void WriteLine(ReadOnlySpan<byte> line);

    /// <summary>Writes requested text, such as a diff.</summary>
    public abstract void WriteText(ReadOnlySpan<byte> text);

    /// <summary>Writes what is waiting, as long as it is consumed.</summary>
    public abstract void Dispose();
}
