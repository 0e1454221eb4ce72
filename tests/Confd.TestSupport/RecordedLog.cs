using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Confd.TestSupport;

/// <summary>Keeps log lines as <c>Level message</c>.</summary>
public sealed class RecordedLog : ILogger
{
    private readonly ConcurrentQueue<string> _lines = [];

    /// <summary>In the order of their coming.</summary>
    public IReadOnlyCollection<string> Lines => _lines;

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => true;

    /// <inheritdoc/>
    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue($"{logLevel} {formatter(state, exception)}");
}
