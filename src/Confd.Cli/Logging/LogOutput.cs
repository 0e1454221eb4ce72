namespace Confd.Cli.Logging;

/// <summary>Where log lines and the text between them go. Safe for use by several threads.</summary>
internal abstract class LogOutput : IDisposable
{
    /// <summary>Told how many lines were dropped, when lines are taken again.</summary>
    public Action<long> TellLoss { get; set; } = _ => { };

    /// <summary>What happens to lines that nobody takes, from now on.</summary>
    public virtual LogPatience Patience { get; set; }

    /// <summary>Lines that were dropped and that no line of the log tells about.</summary>
    public virtual long Dropped => 0;

    /// <summary>Takes one line with its line break.</summary>
    public abstract void WriteLine(ReadOnlySpan<byte> line);

    /// <summary>Takes text that was asked for, such as a diff.</summary>
    public abstract void WriteText(ReadOnlySpan<byte> text);

    /// <summary>Writes what is still to be written, as far as somebody takes it.</summary>
    public abstract void Dispose();
}
