using Confd.Shared;
using Microsoft.Extensions.Logging;

namespace Confd.TestSupport;

/// <summary>Keeps log lines as <c>Level message</c>, and lets tests wait for one.</summary>
/// <param name="withAttributes">True: as the program prints them. Lines end with what is logged beside the message, <c>key=value</c>, and
/// so do the facts in brackets at the end of messages.</param>
public sealed class RecordedLog(bool withAttributes = false) : ILogger
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private readonly List<string> _warnings = [];
    private readonly TaskCompletionSource<string> _firstWarning = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _added = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>In the order of their coming.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>All lines.</summary>
    public string Text => string.Join('\n', Lines);

    /// <summary>The messages of warnings and worse, without their level.</summary>
    public IReadOnlyList<string> Warnings
    {
        get
        {
            lock (_lock)
            {
                return [.. _warnings];
            }
        }
    }

    /// <summary>Completes with the first of them as soon as there is one.</summary>
    public Task<string> FirstWarning => _firstWarning.Task;

    /// <summary>How many lines have a text.</summary>
    public int Count(string text) => Lines.Count(line => line.Contains(text, StringComparison.Ordinal));

    /// <summary>Waits until so many lines have a text.</summary>
    public async Task WaitForAsync(string text, int count = 1)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            Task added;
            lock (_lock)
            {
                if (_lines.Count(line => line.Contains(text, StringComparison.Ordinal)) >= count)
                {
                    return;
                }

                added = _added.Task;
            }

            try
            {
                await added.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException exception)
            {
                throw new TimeoutException($"no line contains \"{text}\" {count} times:\n{Text}", exception);
            }
        }
    }

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => true;

    /// <inheritdoc/>
    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var values = withAttributes ? state as IReadOnlyList<KeyValuePair<string, object?>> : null;
        var message = withAttributes ? MessageTemplate.Format(state, exception, formatter) : formatter(state, exception);
        var text = MessageTemplate.WithoutFacts(MessageTemplate.Of(values));
        var facts = values?.SkipLast(1).Where(value => !MessageTemplate.Mentions(text, value.Key));
        var attributes = string.Concat(facts?.Select(value => $" {value.Key}={value.Value}") ?? []);
        TaskCompletionSource added;
        lock (_lock)
        {
            _lines.Add($"{logLevel} {message}{attributes}");
            if (logLevel >= LogLevel.Warning)
            {
                _warnings.Add(message);
            }

            added = _added;
            _added = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        if (logLevel >= LogLevel.Warning)
        {
            _firstWarning.TrySetResult(message);
        }

        added.SetResult();
    }
}
