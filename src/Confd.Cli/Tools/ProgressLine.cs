using Confd.Cli.Logging;

namespace Confd.Cli.Tools;

/// <summary>The progress of a command that writes several keys: one line on a terminal that counts up in place, and a warning where it
/// does not complete.</summary>
/// <param name="console">Whether the line is shown.</param>
/// <param name="error">Receives line and warning.</param>
/// <param name="total">The number of keys to write.</param>
internal sealed class ProgressLine(ToolConsole console, TextWriter error, int total) : IProgress<int>
{
    private const int Step = 25;

    private readonly Lock _lock = new();
    private int _done;
    private bool _isShown;

    public void Report(int value)
    {
        lock (_lock)
        {
            _done = Math.Max(_done, value);
            if (console.ShowsProgress && total > 1 && (value == total || value % Step == 0))
            {
                _isShown = true;
                error.Write($"\r{value}/{total} keys");
            }
        }
    }

    /// <summary>Writes one key after another, and counts those for which <paramref name="write"/> returns true.</summary>
    public Task WriteEachAsync<T>(IEnumerable<T> all, Func<T, Task<bool>> write) => FollowAsync(async progress =>
    {
        var done = 0;
        foreach (var one in all)
        {
            if (await write(one))
            {
                progress.Report(++done);
            }
        }
    });

    /// <summary>Does the work. Where it fails or is cancelled in the middle, warns that some of it is done.</summary>
    public async Task FollowAsync(Func<IProgress<int>, Task> write)
    {
        var isDone = false;
        try
        {
            await write(this);
            isDone = true;
        }
        finally
        {
            if (_isShown)
            {
                await error.WriteLineAsync();
            }

            if (!isDone && _done > 0)
            {
                await ToolMessages.WarningAsync(
                    error, $"{_done} of {total} keys are written or deleted, perhaps a few more; run the command again for the rest");
            }
        }
    }
}
