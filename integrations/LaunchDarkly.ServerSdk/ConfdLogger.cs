using LaunchDarkly.Logging;
using Microsoft.Extensions.Logging;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Confd.Flags.LaunchDarkly;

/// <summary>The SDK's log as ours: what the store has to say stands among the SDK's own lines.</summary>
internal sealed class ConfdLogger(Logger log) : ILogger
{
    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Debug and < LogLevel.None;

    /// <inheritdoc/>
    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var line = exception is null ? formatter(state, null) : $"{formatter(state, exception)}: {exception.Message}";
        switch (logLevel)
        {
            case LogLevel.Error or LogLevel.Critical:
                log.Error(line);
                break;
            case LogLevel.Warning:
                log.Warn(line);
                break;
            case LogLevel.Information:
                log.Info(line);
                break;
            case LogLevel.Debug:
                log.Debug(line);
                break;
        }
    }
}
