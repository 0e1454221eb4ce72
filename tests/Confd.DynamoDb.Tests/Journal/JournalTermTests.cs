using Confd.DynamoDb.Journal;
using Confd.TestSupport;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.DynamoDb.Tests.Journal;

/// <summary>Single runs of a writer; <see cref="JournalModelTests"/> covers the rest.</summary>
public sealed class JournalTermTests
{
    private static readonly JournalSettings Settings = new() { Random = () => 0 };

    private readonly SimulatedJournal _journal = new();
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task RunAsync_StreamTakesAMinuteToOpen_KeepsTheLeaseAndMarksTheHeadAsUnserved()
    {
        var term = await BeginAsync();
        var opened = new TaskCompletionSource<IStreamCursor>();
        _ = term.RunAsync((_, _) => opened.Task, Cancellation);
        SettleAll();
        var other = new LeaseWatch(_clock);
        for (var second = 0; second < 60; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            SettleAll();
            other.Observe(_journal.Head);
            other.IsFree(_journal.Head, Settings.LeaseTime).ShouldBeFalse();
        }

        other.Unserved.ShouldBeGreaterThan(Settings.SilenceLimit);
        var cursor = _journal.OpenAsync(0, []);
        SettleAll();
        opened.SetResult(await cursor);
        SettleAll();
        _journal.Change(1);
        for (var look = 0; look < 4; look++)
        {
            _clock.Advance(Settings.StreamInterval);
            SettleAll();
        }

        _journal.Entries.Select(entry => (entry.IsGap, entry.Changes.Count)).ShouldBe([(true, 0), (false, 1)]);
        _journal.Head.Fence.ShouldBe(1);
    }

    [Fact]
    public async Task RunAsync_LeaseLostWhileTheStreamOpens_EndsAndClosesTheStream()
    {
        var term = await BeginAsync();
        var token = CancellationToken.None;
        var running = term.RunAsync(
            (_, stop) =>
            {
                token = stop;
                return NeverAsync(stop);
            },
            Cancellation);
        SettleAll();
        var other = JournalTerm.TryBeginAsync(_journal.For(1), _journal.Head, "other", Settings, _clock, NullLogger.Instance, Cancellation);
        SettleAll();
        (await other).ShouldNotBeNull();
        _clock.Advance(Settings.HeartbeatInterval);
        SettleAll();
        await running;
        token.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public async Task RunAsync_EntryIsPermanentlyRefused_AppendsAGapInItsPlaceAndContinues()
    {
        var term = await BeginAsync();
        _ = term.RunAsync((marks, _) => _journal.OpenAsync(0, marks), Cancellation);
        SettleAll();
        _journal.Change(1, isPoison: true);
        _clock.Advance(Settings.StreamInterval);
        SettleAll();
        _journal.Change(2);
        _clock.Advance(Settings.StreamInterval);
        SettleAll();
        _journal.Entries.Select(entry => entry.IsGap).ShouldBe([true, true, false]);
        _journal.Entries[^1].Changes.Single().KeyText("key").ShouldBe("/k/2");
    }

    [Fact]
    public async Task RunAsync_ReadNeedsSeveralWrites_CountsARoundOnlyAtTheEndOfTheStream()
    {
        var term = await BeginAsync();
        _ = term.RunAsync((marks, _) => _journal.OpenAsync(0, marks), Cancellation);
        SettleAll();
        var before = _journal.Head;
        for (var change = 0; change < 1_001; change++)
        {
            _journal.Change(change);
        }

        _clock.Advance(Settings.StreamInterval);
        SettleAll();
        _journal.Head.Served.ShouldBe(before.Served + 2);
        _journal.Head.Rounds.ShouldBe(before.Rounds);

        _journal.Change(1);
        _clock.Advance(Settings.StreamInterval);
        SettleAll();
        _journal.Head.Rounds.ShouldBe(before.Rounds + 1);
        _clock.Advance(Settings.HeartbeatInterval);
        SettleAll();
        _journal.Head.Rounds.ShouldBe(before.Rounds + 2);
    }

    private static async Task<IStreamCursor> NeverAsync(CancellationToken stop)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
        throw new NotSupportedException();
    }

    private async Task<JournalTerm> BeginAsync()
    {
        var begin = JournalTerm.TryBeginAsync(
            _journal.For(0), _journal.Head, "writer", Settings, _clock, NullLogger.Instance, Cancellation);
        SettleAll();
        return (await begin)!;
    }

    private void SettleAll()
    {
        while (_journal.Pending > 0)
        {
            _journal.Settle(0, 7);
        }
    }
}
