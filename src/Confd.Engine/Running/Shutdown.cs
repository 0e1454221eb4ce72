namespace Confd.Engine.Running;

/// <summary>Gives running commands a limited time after the run was cancelled.</summary>
internal sealed class Shutdown : IDisposable
{
    private readonly CancellationTokenSource _kill;
    private readonly CancellationTokenRegistration _registration;

    public Shutdown(TimeSpan timeout, TimeProvider clock, CancellationToken stop)
    {
        var kill = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        _kill = kill;
        Tokens = new StopTokens(stop, kill.Token);
        _registration = stop.Register(() => kill.CancelAfter(timeout > TimeSpan.Zero ? timeout : TimeSpan.Zero));
    }

    public StopTokens Tokens { get; }

    public void Dispose()
    {
        _registration.Dispose();
        _kill.Dispose();
    }
}
