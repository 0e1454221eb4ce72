namespace Confd.Following;

/// <summary>Limits how long work may take: cancels it when the time has passed or the caller cancels, and abandons it if it does not
/// react.</summary>
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
    // A time too short for a timer has passed before the work begins.
    private static readonly TimeSpan MinTimer = TimeSpan.FromMilliseconds(1);

    // Not by the clock of the limit: this only waits for an exception to pass through code that has been cancelled.
    private static readonly TimeSpan ErrorWait = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _end;
    private readonly CancellationToken _stop;
    private readonly CancellationTokenRegistration _stopping;

    /// <summary>Starts the time.</summary>
    /// <param name="time">How long; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <param name="clock">Measures it.</param>
    /// <param name="cancellationToken">The caller's: cancels the work too.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public TimeLimit(TimeSpan time, TimeProvider clock, CancellationToken cancellationToken = default)
    {
        var isShort = time >= TimeSpan.Zero && time < MinTimer;
        _end = new CancellationTokenSource(isShort ? TimeSpan.Zero : time < Timers.MaxDelay ? time : Timers.MaxDelay, clock);
        Token = _end.Token;
        _stop = cancellationToken;
        _stopping = cancellationToken.UnsafeRegister(static end => ((CancellationTokenSource)end!).Cancel(), _end);
    }

    /// <summary>Cancelled when the time has passed, and with the caller's token.</summary>
    public CancellationToken Token { get; }

    /// <summary>True where the time has passed and the caller did not cancel.</summary>
    public bool HasPassed => Token.IsCancellationRequested && !_stop.IsCancellationRequested;

    /// <summary>True: waits a moment longer for work that reacts to the limit, as its error may name what it was waiting for.</summary>
    public bool WaitsForFinalError { get; init; }

    /// <summary>Waits for work until <see cref="Token"/> is cancelled. Abandoned work may fail later; that failure is ignored.</summary>
    /// <param name="work">Starts the work, with <see cref="Token"/>.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled or abandoned; <see cref="HasPassed"/> is true if because of the
    /// time.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work)
    {
        // The last registration on a token is called first: the work has to be cancelled before this wait ends.
        var end = Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, Token);
        var working = work(Token);
        await Task.WhenAny(working, end).ConfigureAwait(false);
        if (WaitsForFinalError && HasPassed)
        {
            await ((Task)working).WaitAsync(ErrorWait, TimeProvider.System, _stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (!working.IsCompleted)
        {
            _ = working.ContinueWith(static late => _ = late.Exception, TaskContinuationOptions.ExecuteSynchronously);
            _stop.ThrowIfCancellationRequested();
            throw new OperationCanceledException(Token);
        }

        return await working.ConfigureAwait(false);
    }

    /// <summary>Stops the time.</summary>
    public void Dispose()
    {
        _stopping.Dispose();
        _end.Dispose();
    }
}
