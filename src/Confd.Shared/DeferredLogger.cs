using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.Shared;

/// <summary>The logger of a part's options; if they have none, that of the client that the part is passed to.</summary>
/// <param name="own">The logger of the options; null: none.</param>
internal sealed class DeferredLogger(ILogger? own) : ILogger
{
    private volatile ILogger _logger = own ?? NullLogger.Instance;

    /// <summary>Sets the client's logger, unless there is one already.</summary>
    public void Use(ILogger logger)
    {
        if (own is null && _logger == NullLogger.Instance)
        {
            _logger = logger;
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => _logger.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => _logger.IsEnabled(logLevel);

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _logger.Log(logLevel, eventId, state, exception, formatter);
}
