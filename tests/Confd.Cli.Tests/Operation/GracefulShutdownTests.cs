using Confd.Cli.Operation;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Operation;

public sealed class GracefulShutdownTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly RecordedLog _log = new();

    [Fact]
    public async Task Run_BackendsThatDoNotClose_AreAbandonedAtTheTimeLimit()
    {
        var running = GracefulShutdown.RunAsync(
            TimeSpan.FromSeconds(30), stopServer: null, () => new ValueTask(new TaskCompletionSource().Task), _clock, _log);
        await _clock.WaitForTimersAsync(1, Cancellation);

        _clock.Advance(TimeSpan.FromSeconds(30));
        await running;

        _log.Lines.ShouldContain("Warning Backend connection close error: they took longer than 30s");
        _log.Lines[^1].ShouldBe("Information Graceful shutdown completed");
    }

    [Fact]
    public async Task Run_ClosingIsCancelled_IsReportedAndDelaysNothing()
    {
        await GracefulShutdown.RunAsync(
            TimeSpan.Zero, stopServer: null, () => throw new OperationCanceledException("by a library"), _clock, _log);

        _log.Lines.ShouldContain(line => line.StartsWith("Warning Backend connection close error: ", StringComparison.Ordinal));
        _log.Lines[^1].ShouldBe("Information Graceful shutdown completed");
    }

    [Fact]
    public async Task Run_ServerCannotBeStopped_IsLoggedAndTheBackendsAreClosed()
    {
        var isClosed = false;

        await GracefulShutdown.RunAsync(
            TimeSpan.FromSeconds(1),
            _ => throw new InvalidOperationException("by a callback"),
            () =>
            {
                isClosed = true;
                return default;
            },
            _clock,
            _log);

        isClosed.ShouldBeTrue();
        _log.Lines.ShouldContain(line => line.StartsWith("Warning Metrics server shutdown error: ", StringComparison.Ordinal));
        _log.Lines[^1].ShouldBe("Information Graceful shutdown completed");
    }

    [Fact]
    public async Task Run_ServerUsesAllOfItsTime_LogsThatRequestsWereCutOff()
    {
        var running = GracefulShutdown.RunAsync(
            TimeSpan.FromSeconds(1),
            end => EndedAsync(end),
            () => default,
            _clock,
            _log);

        _clock.Advance(TimeSpan.FromSeconds(1));
        await running;

        _log.Lines.ShouldContain("Warning Metrics server shutdown error: requests were cut off at the time limit");
    }

    private static async Task EndedAsync(CancellationToken end) =>
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
