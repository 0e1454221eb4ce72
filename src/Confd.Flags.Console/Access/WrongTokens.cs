using Microsoft.Extensions.Logging;

namespace Confd.Flags.Console.Access;

/// <summary>Tells of wrong tokens, one line a minute at most: whoever tries many must not fill the log. They are not held up: behind a
/// proxy all addresses are one, and what keeps tokens from being guessed is their length.</summary>
internal sealed partial class WrongTokens(TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private long? _toldAt;
    private int _untold;

    /// <summary>Counts one.</summary>
    /// <param name="address">Where it came from.</param>
    public void Add(string address)
    {
        int count;
        lock (_lock)
        {
            _untold++;
            if (_toldAt is { } toldAt && clock.GetElapsedTime(toldAt) < Quiet)
            {
                return;
            }

            _toldAt = clock.GetTimestamp();
            (count, _untold) = (_untold, 0);
        }

        LogWrongToken(logger, address, count);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "A wrong token for the console was shown from {Address}; with it {Count} since this was said last")]
    private static partial void LogWrongToken(ILogger logger, string address, int count);
}
