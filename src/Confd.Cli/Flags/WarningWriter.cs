using Confd.Cli.Logging;
using Microsoft.Extensions.Logging;

namespace Confd.Cli.Flags;

/// <summary>Prints warnings and errors of the libraries on stderr, as the commands print their own.</summary>
internal sealed class WarningWriter(TextWriter error) : ILogger
{
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
                Complaint.Warning(error, formatter(state, exception));
            }
        }
    }
}
