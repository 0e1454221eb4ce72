using Confd.Flags.Client;
using Confd.Flags.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.Flags.Tests.Client;

/// <summary>From one reading to the next: what changed is prepared, and nothing else.</summary>
public sealed class FlagSnapshotTests
{
    [Fact]
    public void Create_OneChangeAmongMany_AllocatesForThatChangeOnly()
    {
        const int Many = 5000;
        var before = ReadAll(Enumerable.Range(0, Many).ToDictionary(i => $"f{i}", _ => FlagItems.Serving(1, "1")), []);
        var segment = Change(DataKind.Segments, "s", FlagItems.Item(1, "{}"));
        Next(before, segment);

        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var after = Next(before, segment);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;

        allocated.ShouldBeLessThan(Many, "nothing is made for each flag");
        after.Flags.Flags.ShouldBeSameAs(before.Flags.Flags);
        after.DiffersFrom(before).ShouldBeTrue();
        Next(after, segment).DiffersFrom(after).ShouldBeFalse();
    }

    // Whichever way a reading was made, it is the same.
    [Fact]
    public void Create_FromChanges_EqualsASnapshotOfAllItems()
    {
        var random = new Random(7);
        var (flags, segments) = (new Dictionary<string, VersionedItem>(), new Dictionary<string, VersionedItem>());
        var told = ReadAll([], []);
        var first = told;
        for (var round = 2; round < 400; round++)
        {
            var (kind, items) = random.Next(2) == 0 ? (DataKind.Features, flags) : (DataKind.Segments, segments);
            var key = $"{random.Next(8)}";
            var item = Random(random, kind, round);
            if (item is null)
            {
                items.Remove(key);
            }
            else if (!IsBroken(item) || items.GetValueOrDefault(key) is not { IsDeleted: false } last || IsBroken(last))
            {
                items[key] = item;
            }

            var before = told;
            told = Next(told, Change(kind, key, item));
            var all = ReadAll(flags, segments);

            told.Items.ToDictionary(held => held.Key, held => (held.Value.Item, held.Value.Prepared?.GetType())).ShouldBe(
                all.Items.ToDictionary(held => held.Key, held => (held.Value.Item, held.Value.Prepared?.GetType())), ignoreOrder: true);
            Keys(told).ShouldBe(Keys(all));
            References(told).ShouldBe(References(all));
            told.FindAffectedSince(before).ShouldBe(
                FlagReferences.FindAffected(all.References, before.Items.Keys.Union(all.Items.Keys)
                    .Where(name => !ReferenceEquals(before.FindItem(name.Kind, name.Key), all.FindItem(name.Kind, name.Key))).ToList()));
            told.FindAffectedSince(first).ShouldBe(
                FlagReferences.FindAffected(all.References, all.Items.Keys.ToList()), "of an earlier one that it was not made from");
        }
    }

    private static bool IsBroken(VersionedItem item) => item.Content.Span.SequenceEqual("[]"u8);

    private static IEnumerable<string> Keys(FlagSnapshot snapshot) =>
        snapshot.Flags.Flags.Keys.Order(StringComparer.Ordinal).Concat(snapshot.Flags.Segments.Keys.Order(StringComparer.Ordinal));

    private static IEnumerable<string> References(FlagSnapshot snapshot) =>
        snapshot.References.Select(item => $"{item.Key}: {string.Join(", ", item.Value)}").Order(StringComparer.Ordinal);

    private static VersionedItem? Random(Random random, DataKind kind, int version) => random.Next(6) switch
    {
        0 => null,
        1 => VersionedItem.Tombstone(version),
        2 => FlagItems.Item(version, "[]"),
        3 when kind == DataKind.Features => FlagItems.Item(
            version, $$"""{"version":{{version}},"prerequisites":[{"key":"{{random.Next(8)}}","variation":0}]}"""),
        _ => FlagItems.Item(
            version,
            $$"""
            {"version":{{version}},"rules":[{"variation":0,"clauses":[{"op":"segmentMatch","values":["{{random.Next(8)}}"]}]}]}
            """),
    };

    private static Dictionary<ItemName, VersionedItem?> Change(DataKind kind, string key, VersionedItem? item) =>
        new() { [new ItemName(kind, key)] = item };

    private static FlagSnapshot ReadAll(Dictionary<string, VersionedItem> flags, Dictionary<string, VersionedItem> segments) =>
        FlagSnapshot.Create(
            new StoredItems(flags, segments), DateTimeOffset.UnixEpoch, before: null, bigSegments: null, NullLogger.Instance);

    private static FlagSnapshot Next(FlagSnapshot before, Dictionary<ItemName, VersionedItem?> changes) =>
        FlagSnapshot.Create(changes, DateTimeOffset.UnixEpoch, before, bigSegments: null, NullLogger.Instance);
}
