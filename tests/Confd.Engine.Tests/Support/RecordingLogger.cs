using Microsoft.Extensions.Logging;

namespace Confd.Engine.Tests.Support;

/// <summary>Keeps log lines as <c>LEVEL message key=value</c>, and lets tests wait for one.</summary>
internal sealed class RecordingLogger : ILogger
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private TaskCompletionSource _added = new(TaskCreationOptions.RunContinuationsAsynchronously);

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

    public string Text => string.Join('\n', Lines);

    public int Count(string text) => Lines.Count(line => line.Contains(text, StringComparison.Ordinal));

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

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var message = formatter(state, exception);
        var attributes = state is IReadOnlyList<KeyValuePair<string, object?>> values
            ? string.Concat(values.Where(value => char.IsLower(value.Key[0])).Select(value => $" {value.Key}={value.Value}"))
            : "";
        TaskCompletionSource added;
        lock (_lock)
        {
            _lines.Add($"{logLevel} {message}{attributes}");
            added = _added;
            _added = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        added.SetResult();
    }
}
