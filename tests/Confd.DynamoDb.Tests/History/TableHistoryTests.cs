using Confd.DynamoDb.Connections;
using Confd.DynamoDb.History;
using Confd.DynamoDb.Journal;
using Confd.DynamoDb.Streams;
using Confd.DynamoDb.Tests.Journal;
using Confd.TestSupport;

namespace Confd.DynamoDb.Tests.History;

/// <summary>The history of a real table, from a journal that is written meanwhile.</summary>
public sealed class TableHistoryTests : IAsyncLifetime
{
    private static readonly JournalSettings Quick = new()
    {
        Interval = TimeSpan.FromMilliseconds(50),
        HeartbeatInterval = TimeSpan.FromMilliseconds(200),
        StreamInterval = TimeSpan.FromMilliseconds(50),
        TakeoverSpread = TimeSpan.Zero,
        LeaseTime = TimeSpan.FromSeconds(1),
    };

    private readonly CancellationTokenSource _stop = new();
    private TestTable _table = null!;
    private DynamoConnection _connection = null!;
    private KeyValueTable _opened = null!;
    private Task _writing = Task.CompletedTask;

    public async ValueTask InitializeAsync()
    {
        _table = await TestTable.CreateAsync();
        _connection = await DynamoConnection.ConnectAsync(_table.Options().Connection, Cancellation);
        _opened = await KeyValueTable.OpenAsync(
            _table.Name, _table.Options() with { Journal = new JournalOptions { Settings = Quick } }, Cancellation);
        await _opened.Journal.EnableAsync(cancellationToken: Cancellation);
        await _table.PutAsync("/before/all", "x");
        _writing = _opened.Journal.RunAsync(_stop.Token);
        await EntriesAsync(entries => entries.Count > 0);
    }

    public async ValueTask DisposeAsync()
    {
        await StopWritingAsync();
        await _opened.Journal.DisableAsync(CancellationToken.None);
        await _opened.DisposeAsync();
        _connection.Dispose();
        _stop.Dispose();
        await _table.DisposeAsync();
    }

    [Fact]
    public async Task ReadBack_PutsAndDeletes_ReturnsBeforeAndAfterNewestFirst()
    {
        await _table.PutAsync("/app/a", "1");
        await _table.PutAsync("/app/a", "2");
        await _table.DeleteAsync("/app/a");
        var changes = (await EntriesAsync(entries => Changes(entries).Count == 3)).SelectMany(entry => entry.Changes.Reverse());
        changes.Select(change => (change.Before, change.After)).ShouldBe(
            [(Text("2"), Absent), (Text("1"), Text("2")), (Absent, Text("1"))]);
    }

    [Fact]
    public async Task ReadAt_EachPosition_IsTheTableAsItWasThen()
    {
        var random = new Random(7);
        var now = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var past = new List<SortedDictionary<string, string>>();
        for (var change = 0; change < 30; change++)
        {
            var key = $"/app/{random.Next(5)}";
            if (now.ContainsKey(key) && random.Next(3) == 0)
            {
                now.Remove(key);
                await _table.DeleteAsync(key);
            }
            else
            {
                now[key] = $"{change}";
                await _table.PutAsync(key, $"{change}");
            }

            past.Add(new SortedDictionary<string, string>(now, StringComparer.Ordinal));
        }

        var entries = await EntriesAsync(entries => Changes(entries).Count == 30);
        var done = 30;
        foreach (var entry in entries)
        {
            if (done == 0)
            {
                break;
            }

            var at = await _opened.History.ReadAtAsync("/app/", HistoryMoment.AfterEntry(entry.Position), Cancellation);
            at.Gaps.ShouldBeEmpty();
            at.Keys.Where(key => key.Value.Kind == KeyStateKind.Text)
                .Select(key => KeyValuePair.Create(key.Key, key.Value.Text!))
                .ShouldBe(past[done - 1]);
            done -= entry.Changes.Count;
        }
    }

    [Fact]
    public async Task ReadAt_BeforeTheJournalBegan_ReportsTheGap() =>
        (await _opened.History.ReadAtAsync("", HistoryMoment.AfterEntry(0), Cancellation)).Gaps.ShouldHaveSingleItem().Position.ShouldBe(1);

    [Fact]
    public async Task ReadAt_BetweenAChangeAndItsLateEntry_UsesTheTimeOfTheChange()
    {
        await _table.FillAsync("abc".Select(key => KeyValuePair.Create($"/app/{key}", "now")));
        var last = (await EntriesAsync(entries => Changes(entries).Count == 3))[0].Position;
        await StopWritingAsync();
        var day = new DateTimeOffset(2040, 1, 1, 12, 0, 5, TimeSpan.Zero);
        StreamRecord[] records =
        [
            Records.Put("/app/a", "1", before: "0", at: day),
            Records.Put("/app/a", "2", before: "1", at: day.AddSeconds(10)),
            Records.Put("/app/b", "2", before: "0", at: day.AddSeconds(10)),
            Records.Put("/app/c", "1", before: "0", at: day),
        ];
        await AppendAsync(last + 1, day.AddHours(1), records);

        foreach (var (seconds, expected) in new[] { (-5, "0 0 0"), (5, "1 0 now"), (15, "now now now") })
        {
            var at = await _opened.History.ReadAtAsync("/app/", HistoryMoment.At(day.AddSeconds(seconds)), Cancellation);
            string.Join(' ', "abc".Select(key => at.Keys[$"/app/{key}"].Text)).ShouldBe(expected);
        }

        var since = await _opened.History.FindChangesAsync(
            new() { Since = HistoryMoment.At(day.AddSeconds(5)), IsWanted = key => key != "/app/c" }, Cancellation);
        Changes(since).Select(change => change.Key).ShouldBe(["/app/b", "/app/a"]);
    }

    [Fact]
    public async Task ReadAt_ClockOfTheWriterWasBehind_UsesTheTimeOfTheChange()
    {
        await _table.PutAsync("/app/a", "now");
        var last = (await EntriesAsync(entries => Changes(entries).Count == 1))[0].Position;
        await StopWritingAsync();
        var day = new DateTimeOffset(2040, 1, 1, 12, 0, 5, TimeSpan.Zero);
        await AppendAsync(last + 1, day.AddSeconds(1), Records.Put("/app/a", "1", before: "0", at: day));
        await AppendAsync(last + 2, day.AddMinutes(-10), Records.Put("/app/a", "2", before: "1", at: day.AddSeconds(10)));

        (await _opened.History.ReadAtAsync("/app/", HistoryMoment.At(day.AddSeconds(5)), Cancellation)).Keys["/app/a"].Text.ShouldBe("1");
        var since = await _opened.History.FindChangesAsync(new() { Since = HistoryMoment.At(day.AddSeconds(-5)) }, Cancellation);
        Changes(since).Count.ShouldBe(2);
    }

    [Fact]
    public async Task ReadAt_KeyChangedJustBefore_IsCurrent()
    {
        await _table.PutAsync("/app/a", "old");
        var entries = await EntriesAsync(entries => Changes(entries).Count == 1);
        for (var round = 0; round < 5; round++)
        {
            await _table.PutAsync("/app/a", $"{round}");
            (await _opened.History.ReadAtAsync("/app/", HistoryMoment.AfterEntry(entries[0].Position), Cancellation)).Keys["/app/a"]
                .ShouldBe(Text("old"));
        }
    }

    [Fact]
    public async Task ReadAt_JournalHasNoWriter_IsNotCurrent()
    {
        await StopWritingAsync();
        (await _opened.History.ReadAtAsync("", HistoryMoment.AfterEntry(0), Cancellation)).IsCurrent.ShouldBeFalse();
    }

    [Fact]
    public async Task ReadAt_LargeValues_AreReturned()
    {
        var large = new string('x', 100_000);
        await _table.PutAsync("/app/large", large);
        await _table.PutAsync("/app/large", "small");
        var entries = await EntriesAsync(entries => Changes(entries).Count == 2);
        Changes(entries)[^1].Before.ShouldBe(Absent);
        Changes(entries)[0].Before.ShouldBe(Text(large));
    }

    [Fact]
    public async Task ReadBack_StreamWithoutOldImages_HasTheOldValueOnlyIfTheJournalHasIt()
    {
        await using var table = await TestTable.CreateAsync(hasStream: true);
        await table.PutAsync("/app/a", "of before the journal");
        await using var opened = await KeyValueTable.OpenAsync(
            table.Name, table.Options() with { Journal = new JournalOptions { Settings = Quick } }, Cancellation);
        await opened.Journal.EnableAsync(cancellationToken: Cancellation);
        var writing = opened.Journal.RunAsync(_stop.Token);
        await EntriesAsync(opened, entries => entries.Count > 0);

        await table.PutAsync("/app/a", "1");
        var first = (await EntriesAsync(opened, entries => Changes(entries).Count == 1))[0].Position;
        await table.PutAsync("/app/a", "2");
        await table.DeleteAsync("/app/a");

        var entries = await EntriesAsync(opened, entries => Changes(entries).Count == 3);
        Changes(entries).Select(change => change.After).ShouldBe([Absent, Text("2"), Text("1")]);
        Changes(entries).ShouldAllBe(change => change.Before == Unknown && change.ItemBefore == null);
        (await opened.History.ReadAtAsync("/app/", HistoryMoment.AfterEntry(first), Cancellation)).Keys["/app/a"].ShouldBe(Text("1"));
        (await opened.History.ReadAtAsync("/app/", HistoryMoment.AfterEntry(first - 1), Cancellation)).Keys["/app/a"].ShouldBe(Unknown);
        await _stop.CancelAsync();
        await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await opened.Journal.DisableAsync(Cancellation);
    }

    [Fact]
    public async Task Attribute_NotesOfWriters_AreMatchedWithTheNextChangeOfTheirKeys()
    {
        (await _opened.Journal.TryRecordAuthorAsync(
                Put with { Message = "because" }, [new("/app/a", "1")], cancellationToken: Cancellation))
            .ShouldBeTrue();
        await _table.PutAsync("/app/a", "by another program in the moment between");
        await _table.PutAsync("/app/a", "1");
        await _table.PutAsync("/app/b", "1");
        await _table.PutAsync("/app/a", "by somebody else");
        var entries = await EntriesAsync(entries => Changes(entries).Count == 4);
        var notes = Changes(await _opened.History.AttributeAsync(entries, Cancellation))
            .ToDictionary(change => change.After.Text + change.Key, change => change.Note);
        notes["1/app/b"].ShouldBeNull();
        notes["by somebody else/app/a"].ShouldBeNull();
        var note = notes["1/app/a"].ShouldNotBeNull();
        (note.Command, note.Message, note.Actor)
            .ShouldBe(("confd table put", "because", $"{Environment.UserName}@{Environment.MachineName}"));
    }

    [Fact]
    public async Task TryNote_NoJournal_IsFalse()
    {
        await using var other = await TestTable.CreateAsync();
        var journal = new TableJournal(_connection, other.Name);
        (await journal.TryRecordAuthorAsync(Put, [new("/a", "1")], cancellationToken: Cancellation)).ShouldBeFalse();
    }

    private async Task AppendAsync(long position, DateTimeOffset writtenAt, params StreamRecord[] records)
    {
        var entry = new JournalEntry(position, 1, writtenAt, records, IsGap: false);
        var journal = new DynamoTable(_connection.Client, _opened.Journal.Name);
        var expires = writtenAt.AddYears(1);
        await journal.PutAsync(
            new() { Item = JournalItems.Entry(entry, JournalPayload.Write(records), replica: 0, expires) }, Cancellation);
        await journal.PutAsync(
            new() { Item = JournalItems.History(position, JournalPayload.WriteHistory(records, 100_000)!, expires) }, Cancellation);
    }

    private async Task StopWritingAsync()
    {
        await _stop.CancelAsync();
        await _writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static JournalWriter Put => new("confd table put");

    private static KeyState Unknown => new(KeyStateKind.Unknown);

    private static KeyState Absent => new(KeyStateKind.Absent);

    private static KeyState Text(string text) => new(KeyStateKind.Text, text);

    private static List<KeyChange> Changes(IReadOnlyList<HistoryEntry> entries) =>
        [.. entries.SelectMany(entry => entry.Changes.Reverse()).Where(change => change.Key.StartsWith("/app/", StringComparison.Ordinal))];

    // The journal follows within a moment.
    private Task<IReadOnlyList<HistoryEntry>> EntriesAsync(Func<IReadOnlyList<HistoryEntry>, bool> isThere) =>
        EntriesAsync(_opened, isThere);

    private static async Task<IReadOnlyList<HistoryEntry>> EntriesAsync(
        KeyValueTable table, Func<IReadOnlyList<HistoryEntry>, bool> isThere)
    {
        List<HistoryEntry> entries = [];
        await Eventually.IsSoAsync(
            async () => isThere(
                entries = await table.History.ReadBackAsync(cancellationToken: Cancellation).ToListAsync(Cancellation)), Cancellation);
        return entries;
    }
}
