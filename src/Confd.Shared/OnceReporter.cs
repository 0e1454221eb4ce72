namespace Confd.Shared;

/// <summary>Reports a state once while it lasts, such as why a source is polled.</summary>
/// <remarks>Safe to share between threads.</remarks>
internal sealed class OnceReporter
{
    private string? _reported;

    /// <summary>True from the report until <see cref="Reset"/>.</summary>
    public bool IsReported => Volatile.Read(ref _reported) is not null;

    /// <summary>Calls <paramref name="report"/>, unless the state has been reported.</summary>
    public void Report(Action report) => Report("", report);

    /// <summary>Calls <paramref name="report"/>, unless the last report had the same reason.</summary>
    public void Report(string reason, Action report)
    {
        if (Interlocked.Exchange(ref _reported, reason) != reason)
        {
            report();
        }
    }

    /// <summary>Notes that the state has ended: it is reported again when it returns.</summary>
    /// <returns>True where it had been reported.</returns>
    public bool Reset() => Interlocked.Exchange(ref _reported, null) is not null;

    /// <summary>A reason without its numbers, which may differ each time, such as the number of attempts.</summary>
    public static string WithoutNumbers(string reason) =>
        string.Concat(reason.Where(static character => !char.IsAsciiDigit(character)));
}
