using Confd.Flags.Client;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Storage;
using Confd.TestSupport;

namespace Confd.Flags.Tests.Client;

/// <summary>An item that no longer fits the model: whoever holds the last version that did goes on with it, by every way of
/// reading.</summary>
public sealed class SpoiledItemTests
{
    private const string FlagOfSegment = """
        {"version":1,"on":true,"variations":[1,2],"fallthrough":{"variation":0},
         "rules":[{"variation":1,"clauses":[{"op":"segmentMatch","values":["staff"]}]}]}
        """;

    private static readonly EvaluationContext Ann = EvaluationContext.New("ann");
    private static readonly EvaluationContext Bob = EvaluationContext.New("bob");

    private readonly MemoryFlagStore _store = new(FlagDataSet.Empty);
    private readonly RecordedLog _log = new();

    public enum Reading
    {
        All,
        SomeFlags,
        Changes,
        ChangesOfSomeFlags,
        Through,
    }

    public static TheoryData<Reading, string> Spoiled => new MatrixTheoryData<Reading, string>(
        Enum.GetValues<Reading>(), ["""{"version":2,"rules":"yes"}""", """{"version":2,"on":tr""", "[1]", ""]);

    [Theory]
    [MemberData(nameof(Spoiled))]
    public async Task Flag_Spoiled_StaysAsItWasWithAllThatItRefersTo(Reading reading, string spoiled)
    {
        await using var client = await OpenAsync(reading);
        client.IntVariation("a", Ann, 0).ShouldBe(2);

        await WriteAsync(client, reading, DataKind.Features, "a", FlagItems.Item(2, spoiled));
        await WriteAsync(client, reading, DataKind.Features, "a", FlagItems.Item(2, spoiled));
        client.IntVariation("a", Ann, 0).ShouldBe(2);
        await WriteAsync(client, reading, DataKind.Segments, "staff", Staff(2, "bob"));
        (client.IntVariation("a", Ann, 0), client.IntVariation("a", Bob, 0)).ShouldBe((1, 2));
        _log.Warnings.Count(message => message.Contains("the last version that could be read is used")).ShouldBeGreaterThan(0);

        await WriteAsync(client, reading, DataKind.Features, "a", FlagItems.Serving(3, "3"));
        client.IntVariation("a", Ann, 0).ShouldBe(3);
        await WriteAsync(client, reading, DataKind.Features, "a", VersionedItem.Tombstone(4));
        client.IntVariationDetail("a", Ann, 0).Reason.ErrorKind.ShouldBe(EvaluationErrorKind.FlagNotFound);
        await WriteAsync(client, reading, DataKind.Features, "a", FlagItems.Item(5, spoiled));
        client.IntVariationDetail("a", Ann, 0).Reason.ErrorKind.ShouldBe(EvaluationErrorKind.Exception);
    }

    [Theory]
    [MemberData(nameof(Spoiled))]
    public async Task Segment_Spoiled_StaysAsItWas(Reading reading, string spoiled)
    {
        await using var client = await OpenAsync(reading);
        client.IntVariation("a", Ann, 0).ShouldBe(2);

        await WriteAsync(client, reading, DataKind.Segments, "staff", FlagItems.Item(2, spoiled));

        (client.IntVariation("a", Ann, 0), client.IntVariation("a", Bob, 0)).ShouldBe((2, 1));
    }

    // What is removed without a tombstone, as a sync does with what its source no longer has.
    [Theory]
    [InlineData(Reading.All)]
    [InlineData(Reading.SomeFlags)]
    [InlineData(Reading.Changes)]
    public async Task Flag_SpoiledAndItsSegmentIsGone_SegmentIsNotHeldEither(Reading reading)
    {
        await using var client = await OpenAsync(reading);
        await WriteAsync(client, reading, DataKind.Features, "a", FlagItems.Item(2, "[]"));
        client.IntVariation("a", Ann, 0).ShouldBe(2);

        await _store.InitAsync(
            FlagDataSet.Empty.With(DataKind.Features, "a", FlagItems.Item(2, "[]")), Cancellation);
        await (reading == Reading.Changes
            ? client.ApplyAsync(StoredChanges.Of([new StoredChange(DataKind.Segments, "staff", null)]), Cancellation)
            : client.RefreshAsync(Cancellation));

        client.IntVariation("a", Ann, 0).ShouldBe(1);
        client.Snapshot!.Flags.Segments.ShouldBeEmpty();
    }

    [Fact]
    public async Task Flag_StaysSpoiled_IsLoggedOnceAndIsNoChange()
    {
        await using var client = await OpenAsync(Reading.All);
        var changes = 0;
        client.SnapshotChanged += (_, _) => changes++;

        await WriteAsync(client, Reading.All, DataKind.Features, "a", FlagItems.Item(2, "[]"));
        await client.RefreshAsync(Cancellation);
        await client.RefreshAsync(Cancellation);

        _log.Warnings.ShouldHaveSingleItem()
            .ShouldStartWith("'a' in 'features' cannot be read; the last version that could be read is used: ");
        changes.ShouldBe(0);
    }

    private static VersionedItem Staff(int version, string key) => FlagItems.Item(
        version, $$"""{"version":{{version}},"included":["{{key}}"]}""");

    private async Task<FlagClient> OpenAsync(Reading reading)
    {
        await _store.PutSegmentAsync("staff", Staff(1, "ann"));
        await _store.PutFlagAsync("a", FlagItems.Item(1, FlagOfSegment));
        return await FlagClient.OpenAsync(
            _store,
            new FlagClientOptions
            {
                RefreshInterval = Timeout.InfiniteTimeSpan,
                Logger = _log,
                FlagKeys = reading is Reading.SomeFlags or Reading.ChangesOfSomeFlags ? ["a"] : [],
                ReadThrough = reading == Reading.Through ? new FlagCacheOptions { TimeToLive = TimeSpan.Zero } : null,
            },
            Cancellation);
    }

    private async Task WriteAsync(FlagClient client, Reading reading, DataKind kind, string key, VersionedItem item)
    {
        await _store.UpsertAsync(kind, key, item, Cancellation);
        await (reading switch
        {
            Reading.Through => Task.CompletedTask,
            Reading.Changes or Reading.ChangesOfSomeFlags => client.ApplyAsync(
                StoredChanges.Of([new StoredChange(kind, key, item)]), Cancellation),
            _ => client.RefreshAsync(Cancellation),
        });
    }
}
