namespace Confd.Following;

/// <summary>How long work may take: it is told when that time has passed or its caller stops, and is left behind where it does not
/// listen.</summary>
/// <example>
/// <code>
/// using var limit = new TimeLimit(TimeSpan.FromSeconds(5), clock, cancellationToken);
/// try
/// {
///     return await limit.RunAsync(end => ReadAsync(end));
/// }
/// catch (OperationCanceledException) when (limit.HasPassed)
/// {
///     return "no answer in time";
/// }
/// </code>
/// </example>
public sealed class TimeLimit : IDisposable
{
    // What no timer measures has passed before the work begins.
    private static readonly TimeSpan ShortestTimer = TimeSpan.FromMilliseconds(1);

    // Not by the clock of the limit: nothing is waited for but the way of an exception through code that has been told to end.
    private static readonly TimeSpan LastWord = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _end;
    private readonly CancellationToken _stop;
    private readonly CancellationTokenRegistration _stopping;

    /// <summary>The time begins.</summary>
    /// <param name="time">How long; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <param name="clock">Measures it.</param>
    /// <param name="cancellationToken">The caller's: ends the work too.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public TimeLimit(TimeSpan time, TimeProvider clock, CancellationToken cancellationToken = default)
    {
        var isShort = time >= TimeSpan.Zero && time < ShortestTimer;
        _end = new CancellationTokenSource(isShort ? TimeSpan.Zero : time < Timers.Longest ? time : Timers.Longest, clock);
        Token = _end.Token;
        _stop = cancellationToken;
        _stopping = cancellationToken.UnsafeRegister(static end => ((CancellationTokenSource)end!).Cancel(), _end);
    }

    /// <summary>Ends with the time, and with the caller's token.</summary>
    public CancellationToken Token { get; }

    /// <summary>True where the time is up, and it is not the caller who ended the work.</summary>
    public bool HasPassed => Token.IsCancellationRequested && !_stop.IsCancellationRequested;

    /// <summary>True to wait a moment longer for work that is told of the limit: it may know what it was waiting for.</summary>
    public bool HearsLastWord { get; init; }

    /// <summary>Waits for work until <see cref="Token"/> ends. What is left behind then may fail without anybody being told.</summary>
    /// <param name="work">Begins it, with <see cref="Token"/>.</param>
    /// <exception cref="OperationCanceledException">The work was ended or left behind; <see cref="HasPassed"/> tells why.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work)
    {
        // Of what hangs on a token the last is told first: the work has to hear of its end before whoever waits for it goes on.
        var end = Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, Token);
        var working = work(Token);
        await Task.WhenAny(working, end).ConfigureAwait(false);
        if (HearsLastWord && HasPassed)
        {
            await ((Task)working).WaitAsync(LastWord, TimeProvider.System, _stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (!working.IsCompleted)
        {
            _ = working.ContinueWith(static late => _ = late.Exception, TaskContinuationOptions.ExecuteSynchronously);
            _stop.ThrowIfCancellationRequested();
            throw new OperationCanceledException(Token);
        }

        return await working.ConfigureAwait(false);
    }

    /// <summary>The time is counted no longer.</summary>
    public void Dispose()
    {
        _stopping.Dispose();
        _end.Dispose();
    }
}
