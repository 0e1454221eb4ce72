using Microsoft.Extensions.Logging;

namespace Confd.Cli.Logging;

/// <summary>Prints warnings and errors of the libraries on stderr, as the commands print their own.</summary>
internal sealed class WarningWriter(TextWriter error) : ILogger
{
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);

    /// <summary>True: the same text is printed once only.</summary>
    public bool IsOncePerText { get; init; }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            lock (error)
            {
                var text = formatter(state, exception);
                if (!IsOncePerText || _written.Add(text))
                {
                    ToolMessages.Warning(error, text);
                }
            }
        }
    }
}
