using Confd.TestSupport;

namespace Confd.Backends.Tests;

/// <summary>What every option of retries means, for all backends.</summary>
public sealed class RetriedRequestTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly List<RequestAttempt> _sent = [];

    [Fact]
    public async Task Run_SucceedsLater_ReturnsAndReportsTheWaits()
    {
        var waits = new List<(string, int)>();
        var request = Request(new BackendRetry(), waiting: (failed, attempt, _) => waits.Add((failed.Message, attempt)));

        var answer = await RunAsync(request, sent => sent < 3 ? throw TransientFailure() : sent);

        answer.ShouldBe(3);
        waits.ShouldBe([("busy", 1), ("busy", 2)]);
    }

    [Fact]
    public async Task Run_MaxAttempts_CountsRoundsOfAllNodes()
    {
        var end = await ShouldEndAsync(Request(new BackendRetry { MaxAttempts = 2 }, nodes: 3), TransientFailure);

        end.ShouldBe((6, false));
        _sent.Select(attempt => (attempt.Round, attempt.Node)).ShouldBe([(1, 0), (1, 1), (1, 2), (2, 0), (2, 1), (2, 2)]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Run_Refused_EndsAfterSevenRounds(int nodes) =>
        (await ShouldEndAsync(Request(new BackendRetry(), nodes), Refused)).ShouldBe((7 * nodes, false));

    [Fact]
    public async Task Run_RefusedWithMaxAttempts_IsTriedThatOften() =>
        (await ShouldEndAsync(Request(new BackendRetry { MaxAttempts = 9 }), Refused)).ShouldBe((9, false));

    [Fact]
    public async Task Run_OneOfTwoNodesIsSilent_IsNotCountedAsRefused()
    {
        var patient = new BackendRetry { Budget = TimeSpan.FromMinutes(2) };

        var end = await ShouldEndAsync(Request(patient, nodes: 2), sent => sent % 2 == 0 ? TransientFailure() : Refused());

        end.IsOutOfTime.ShouldBeTrue();
        end.Sent.ShouldBeGreaterThan(14);
    }

    [Fact]
    public async Task Run_TransientFailure_IsRetriedUntilTheTimeout()
    {
        var start = _clock.GetTimestamp();

        var end = await ShouldEndAsync(Request(new BackendRetry { Budget = TimeSpan.FromMinutes(1) }), TransientFailure);

        end.IsOutOfTime.ShouldBeTrue();
        _clock.GetElapsedTime(start).ShouldBe(TimeSpan.FromMinutes(1));
        _sent[0].Timeout.ShouldBe(TimeSpan.FromMinutes(1));
        _sent[^1].Timeout.ShouldBe(TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public async Task Run_ZeroTimeout_TriesEachNodeOnceWithASecondEach()
    {
        var end = await ShouldEndAsync(Request(new BackendRetry { Budget = TimeSpan.Zero }, nodes: 2), TransientFailure);

        end.ShouldBe((2, true));
        _sent.ShouldAllBe(attempt => attempt.Timeout == TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Run_PermanentFailure_EndsAtOnce() =>
        (await ShouldEndAsync(Request(new BackendRetry(), nodes: 2), () => new InvalidDataException("no"))).ShouldBe((1, false));

    [Fact]
    public async Task Run_UnexpectedException_IsThrownUnchanged()
    {
        var request = Request(new BackendRetry());

        await Should.ThrowAsync<ObjectDisposedException>(() => RunAsync(request, _ => throw new ObjectDisposedException("backend")));
    }

    [Fact]
    public async Task Run_Cancelled_ReportsTheLastFailureWhereThereIsOne()
    {
        using var first = new CancellationTokenSource();
        using var second = new CancellationTokenSource();
        var request = Request(new BackendRetry(), waiting: (_, _, _) => second.Cancel());

        await Should.ThrowAsync<OperationCanceledException>(() => request.RunAsync<int>(
            async (_, token) =>
            {
                await first.CancelAsync();
                token.ThrowIfCancellationRequested();
                throw TransientFailure();
            },
            first.Token));
        var ended = await Should.ThrowAsync<EndedException>(() => request.RunAsync<int>((_, _) => throw TransientFailure(), second.Token));

        (ended.End.Last.Message, ended.End.Sent, ended.End.IsOutOfTime).ShouldBe(("busy", 1, true));
    }

    private static TimeoutException TransientFailure() => new("busy");

    private static IOException Refused() => new("refused");

    private RetriedRequest Request(
        BackendRetry retry, int nodes = 1, Action<Exception, int, TimeSpan>? waiting = null) => new(retry, _clock)
        {
            Nodes = nodes,
            Classify = failed => failed switch
            {
                TimeoutException => new FailureClassification(IsTransient: true, IsRefused: false),
                IOException => new FailureClassification(IsTransient: true, IsRefused: true),
                InvalidDataException => new FailureClassification(IsTransient: false, IsRefused: false),
                _ => null,
            },
            Failed = end => new EndedException(end),
            Waiting = waiting,
        };

    private async Task<int> RunAsync(RetriedRequest request, Func<int, int> send)
    {
        var running = request.RunAsync(
            (attempt, _) =>
            {
                _sent.Add(attempt);
                return Task.FromResult(send(_sent.Count));
            },
            Cancellation);
        await Eventually.AfterAsync(_clock, running, Cancellation);
        return await running;
    }

    private Task<(int Sent, bool IsOutOfTime)> ShouldEndAsync(RetriedRequest request, Func<Exception> failure) =>
        ShouldEndAsync(request, _ => failure());

    private async Task<(int Sent, bool IsOutOfTime)> ShouldEndAsync(RetriedRequest request, Func<int, Exception> failure)
    {
        var ended = await Should.ThrowAsync<EndedException>(() => RunAsync(request, sent => throw failure(sent)));
        return (ended.End.Sent, ended.End.IsOutOfTime);
    }

    private sealed class EndedException(RequestEnd end) : Exception("ended")
    {
        public RequestEnd End { get; } = end;
    }
}
