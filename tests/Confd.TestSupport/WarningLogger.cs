using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Confd.TestSupport;

/// <summary>Keeps what is logged as a warning or worse.</summary>
public sealed class WarningLogger : ILogger
{
    private readonly ConcurrentQueue<string> _warnings = new();
    private readonly TaskCompletionSource<string> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The messages, in the order of their coming.</summary>
    public IReadOnlyCollection<string> Warnings => _warnings;

    /// <summary>Completes with the first message as soon as there is one.</summary>
    public Task<string> FirstWarning => _first.Task;

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    /// <inheritdoc/>
    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            _warnings.Enqueue(formatter(state, exception));
            _first.TrySetResult(formatter(state, exception));
        }
    }
}
