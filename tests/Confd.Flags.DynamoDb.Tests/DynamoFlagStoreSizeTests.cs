using System.Text;
using Amazon.DynamoDBv2.Model;
using Confd.Flags.Client;
using Confd.Flags.Storage;
using Confd.Flags.Sync.Reconciling;
using Confd.TestSupport;

namespace Confd.Flags.DynamoDb.Tests;

/// <summary>Items around and above the 400 KB that a row can hold.</summary>
public sealed class DynamoFlagStoreSizeTests : IAsyncLifetime
{
    private FlagTestTable _table = null!;

    public async ValueTask InitializeAsync() => _table = await FlagTestTable.CreateAsync();

    public ValueTask DisposeAsync() => _table.DisposeAsync();

    [Fact]
    public async Task Upsert_LargestRowDynamoDbTakes_IsWrittenAndOneByteMoreRefusedWithItsSize()
    {
        var store = Open(OversizedItems.Refuse);
        var overhead = "namespacefeatureskeybigversionitem".Length + 2;
        var exact = new VersionedItem(1, System.Text.Encoding.UTF8.GetBytes(new string('x', 409_600 - overhead)));
        var tooLarge = new VersionedItem(2, System.Text.Encoding.UTF8.GetBytes(new string('x', 409_600 - overhead + 1)));

        (await store.UpsertAsync(DataKind.Features, "big", exact, Cancellation)).ShouldBeTrue();
        var exception = await Should.ThrowAsync<FlagItemTooLargeException>(
            () => store.UpsertAsync(DataKind.Features, "big", tooLarge, Cancellation));

        exception.Key.ShouldBe("big");
        exception.SizeBytes.ShouldBe(409_601);
        exception.Message.ShouldContain("'big'");
        exception.Message.ShouldContain("409601 bytes");
        (await store.GetAsync(DataKind.Features, "big", Cancellation)).ShouldNotBeNull().Version.ShouldBe(1);
    }

    [Fact]
    public async Task Init_OneItemTooLarge_WritesTheOthersAndKeepsTheEarlierRowWithoutAMark()
    {
        var store = Open(OversizedItems.Refuse);
        await store.UpsertAsync(DataKind.Features, "big", TestFlags.Flag("big", 1), Cancellation);
        await store.UpsertAsync(DataKind.Features, "old", TestFlags.Flag("old", 1), Cancellation);

        var exception = await Should.ThrowAsync<FlagItemTooLargeException>(
            () => store.InitAsync(
            TestFlags.Data(TestFlags.Flag("big", 2, new string('x', 500_000)), TestFlags.Flag("small", 2)), Cancellation));

        exception.Key.ShouldBe("big");
        var all = await store.GetAllAsync(DataKind.Features, Cancellation);
        all.Keys.ShouldBe(["big", "old", "small"], ignoreOrder: true);
        all["big"].Version.ShouldBe(1);
        (await store.InitializedAsync(Cancellation)).ShouldBeFalse();
    }

    [Theory]
    [InlineData(OversizedItems.Refuse, 300_000)]
    [InlineData(OversizedItems.StoreInParts, 900_000)]
    public async Task Reading_LimitExceeded_FailsAndAClientKeepsItsFlags(OversizedItems oversized, int saltBytes)
    {
        var writer = Open(oversized);
        await writer.InitAsync(TestFlags.Data(TestFlags.Flag("small", 1)), Cancellation);
        var bounded = new DynamoFlagStore(_table.Client, _table.Name, new DynamoFlagStoreOptions { MaxReadingBytes = 700_000 });
        await using var client = await FlagClient.OpenAsync(bounded, cancellationToken: Cancellation);

        for (var number = 0; number < 3; number++)
        {
            await writer.UpsertAsync(
                DataKind.Features, $"large-{number}", TestFlags.Flag("large", 1, new string('x', saltBytes)), Cancellation);
        }

        var expected = $"what is read from the flag table {_table.Name} takes more than 700000 bytes of memory; take rows out of it";
        foreach (var reading in new Func<Task>[]
        {
            () => bounded.GetAllAsync(DataKind.Features, Cancellation),
            () => bounded.FindAllAsync(DataKind.Features, Cancellation),
            () => bounded.ReadSnapshotAsync(Cancellation),
        })
        {
            (await Should.ThrowAsync<FlagStoreException>(reading)).Message.ShouldBe(expected);
        }

        (await Should.ThrowAsync<FlagStoreException>(() => client.RefreshAsync(Cancellation))).Message.ShouldBe(expected);
        client.Snapshot!.Flags.Flags.Keys.ShouldBe(["small"]);
        (await bounded.GetAsync(DataKind.Features, "small", Cancellation)).ShouldNotBeNull();
        if (oversized == OversizedItems.StoreInParts)
        {
            (await Should.ThrowAsync<FlagStoreException>(() => bounded.GetAsync(DataKind.Features, "large-0", Cancellation)))
                .Message.ShouldBe(expected);
        }
    }

    [Fact]
    public async Task Init_SeveralItemsTooLarge_NamesThemAllInTheSameOrderEachTime()
    {
        var large = new string('x', 500_000);

        var exception = await Should.ThrowAsync<FlagItemTooLargeException>(() => Open(OversizedItems.Refuse).InitAsync(
            TestFlags.Data(TestFlags.Flag("c", 1, large), TestFlags.Flag("a", 1, large), TestFlags.Flag("b", 1, large),
            TestFlags.Flag("ok", 1)), Cancellation));

        exception.Key.ShouldBe("a");
        exception.Message.ShouldEndWith("; nor can it hold 'b' in 'features', 'c' in 'features'");
    }

    [Fact]
    public async Task Parts_UpsertedReplacedAndShrunk_ReadBackCompleteWithoutLeftovers()
    {
        var store = Open(OversizedItems.StoreInParts);
        var first = TestFlags.Flag("big", 1, new string('ü', 500_000));
        var second = TestFlags.Flag("big", 2, new string('y', 1_500_000));

        (await store.UpsertAsync(DataKind.Features, "big", first, Cancellation)).ShouldBeTrue();
        TestFlags.Text(await store.GetAsync(DataKind.Features, "big", Cancellation)).ShouldBe(TestFlags.Text(first));
        (await store.UpsertAsync(DataKind.Features, "big", second, Cancellation)).ShouldBeTrue();
        (await store.UpsertAsync(DataKind.Features, "big", first, Cancellation)).ShouldBeFalse();
        TestFlags.Text((await store.GetAllAsync(DataKind.Features, Cancellation))["big"]).ShouldBe(TestFlags.Text(second));
        (await _table.ListAsync()).Count(row => row.StartsWith("features$parts/", StringComparison.Ordinal)).ShouldBe(4);

        (await store.UpsertAsync(DataKind.Features, "big", TestFlags.Flag("big", 3), Cancellation)).ShouldBeTrue();
        (await _table.ListAsync()).ShouldBe(["features/big"]);
    }

    [Fact]
    public async Task Parts_WrittenByAStoreThatRefusesLargeItems_StayInParts()
    {
        await Open(OversizedItems.StoreInParts)
            .UpsertAsync(DataKind.Features, "big", TestFlags.Flag("big", 1, new string('a', 500_000)), Cancellation);
        var store = Open(OversizedItems.Refuse);
        var wanted = TestFlags.Flag("big", 2, new string('b', 500_000));

        (await store.UpsertAsync(DataKind.Features, "big", wanted, Cancellation)).ShouldBeTrue();

        TestFlags.Text(await store.GetAsync(DataKind.Features, "big", Cancellation)).ShouldBe(TestFlags.Text(wanted));
        await Should.ThrowAsync<FlagItemTooLargeException>(
            () => store.UpsertAsync(DataKind.Features, "other", TestFlags.Flag("other", 1, new string('b', 500_000)), Cancellation));
    }

    [Fact]
    public async Task Parts_OfATombstone_AreKeptAndPurgedWithIt()
    {
        var store = Open(OversizedItems.StoreInParts);
        await store.UpsertAsync(DataKind.Features, "big", TestFlags.Flag("big", 1, new string('a', 500_000)), Cancellation);
        var json = $$"""{"key":"big","version":2,"salt":"{{new string('a', 500_000)}}","deleted":true}""";
        var deleted = FlagItemJson.Read("big", System.Text.Encoding.UTF8.GetBytes(json));

        (await store.UpsertAsync(DataKind.Features, "big", deleted, Cancellation)).ShouldBeTrue();

        var stored = (await store.GetAsync(DataKind.Features, "big", Cancellation)).ShouldNotBeNull();
        stored.IsDeleted.ShouldBeTrue();
        TestFlags.Text(stored).ShouldBe(TestFlags.Text(deleted));
        var seen = await store.ReadSnapshotAsync(Cancellation);
        (await store.PurgeTombstonesAsync(seen, TestFlags.Data(), TimeSpan.FromHours(1), Cancellation)).ShouldBe(0);
        TestFlags.Text(await store.GetAsync(DataKind.Features, "big", Cancellation)).ShouldBe(TestFlags.Text(deleted));
        (await store.PurgeTombstonesAsync(seen, TestFlags.Data(), TimeSpan.Zero, Cancellation)).ShouldBe(1);
        (await _table.ListAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(500_000)]
    [InlineData(10)]
    public async Task Purge_ItemThatWasArchived_Stays(int length)
    {
        var store = Open(OversizedItems.StoreInParts);
        var json = $$"""{"key":"f","version":2,"salt":"{{new string('a', length)}}","deleted":true,"archived":true}""";
        var archived = FlagItemJson.Read("f", System.Text.Encoding.UTF8.GetBytes(json));
        await store.UpsertAsync(DataKind.Features, "f", archived, Cancellation);

        var seen = await store.ReadSnapshotAsync(Cancellation);

        (await store.PurgeTombstonesAsync(seen, TestFlags.Data(), TimeSpan.Zero, Cancellation)).ShouldBe(0);
        TestFlags.Text(await store.GetAsync(DataKind.Features, "f", Cancellation)).ShouldBe(TestFlags.Text(archived));
    }

    [Fact]
    public async Task Parts_ReadByOlderReaders_AppearDeleted()
    {
        await Open(OversizedItems.StoreInParts)
            .UpsertAsync(DataKind.Features, "big", TestFlags.Flag("big", 5, new string('x', 500_000)), Cancellation);

        var row = (await _table.GetAsync("features", "big")).ShouldNotBeNull();

        row["version"].N.ShouldBe("5");
        row["item"].S.ShouldBe(Encoding.UTF8.GetString(FlagItemJson.Tombstone("big", 5).Content.Span));
    }

    [Fact]
    public async Task Parts_Initialized_ReplaceTheFormerPartsAndReadWithoutTheOption()
    {
        var store = Open(OversizedItems.StoreInParts);
        await store.InitAsync(
            TestFlags.Data(TestFlags.Flag("big", 1, new string('x', 900_000)),
            TestFlags.Flag("other", 1, new string('x', 900_000))), Cancellation);
        var wanted = TestFlags.Flag("big", 2, new string('z', 500_000));

        await store.InitAsync(TestFlags.Data(wanted), Cancellation);

        TestFlags.Text(await Open(OversizedItems.Refuse).GetAsync(DataKind.Features, "big", Cancellation)).ShouldBe(TestFlags.Text(wanted));
        (await _table.ListAsync()).Count.ShouldBe(4); // the head, two parts, the mark
    }

    [Fact]
    public async Task Parts_ReadWhileTheyAreReplaced_AreNeverMixed()
    {
        var store = Open(OversizedItems.StoreInParts);
        await store.UpsertAsync(DataKind.Features, "big", TestFlags.Flag("big", 1, new string('a', 450_000)), Cancellation);
        var writing = Task.Run(
            async () =>
            {
                for (var version = 2; version <= 15; version++)
                {
                    var letter = (char)('a' + version);
                    await store.UpsertAsync(
                        DataKind.Features, "big", TestFlags.Flag("big", version, new string(letter, 450_000)), Cancellation);
                }
            },
            Cancellation);

        while (!writing.IsCompleted)
        {
            var item = (await store.GetAsync(DataKind.Features, "big", Cancellation)).ShouldNotBeNull();
            var letters = TestFlags.Text(item).Split("\"salt\":\"")[1].TrimEnd('"', '}').Distinct().ToList();
            letters.ShouldHaveSingleItem();
        }

        await writing;
    }

    [Fact]
    public async Task Parts_Lost_AreSkippedWithAWarning()
    {
        var logger = new RecordedLog();
        var options = new DynamoFlagStoreOptions { OversizedItems = OversizedItems.StoreInParts, Table = new() { Logger = logger } };
        var store = new DynamoFlagStore(_table.Client, _table.Name, options);
        await store.UpsertAsync(DataKind.Features, "big", TestFlags.Flag("big", 1, new string('a', 450_000)), Cancellation);
        await LosePartAsync();

        (await store.GetAllAsync(DataKind.Features, Cancellation)).ShouldBeEmpty();

        logger.Warnings.ShouldHaveSingleItem().ShouldContain("key big");
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("0", false)]
    [InlineData("2000000000", false)]
    public async Task Parts_BrokenRows_AreSkippedWithOneWarning(string count, bool isLost)
    {
        var logger = new RecordedLog();
        var store = new DynamoFlagStore(_table.Client, _table.Name, new DynamoFlagStoreOptions { Table = new() { Logger = logger } });
        await _table.Client.PutItemAsync(
            _table.Name,
            new()
            {
                ["namespace"] = new("features"),
                ["key"] = new("broken"),
                ["version"] = new() { N = "3" },
                ["partsId"] = new("abc"),
                ["parts"] = new() { N = count },
            },
            Cancellation);
        await _table.Client.PutItemAsync(
            _table.Name,
            new() { ["namespace"] = new("features$parts"), ["key"] = new("abc.0"), ["part"] = new("no bytes") },
            Cancellation);

        (await store.GetAllAsync(DataKind.Features, Cancellation)).ShouldBeEmpty();
        (await store.GetAllAsync(DataKind.Features, Cancellation)).ShouldBeEmpty();

        logger.Warnings.ShouldHaveSingleItem().ShouldContain(
            isLost ? "parts of it are missing" : "it is marked as stored in parts, but does not say where");
    }

    [Fact]
    public async Task Parts_RowsNamingManyMissingParts_UseNoBudgetOfOthers()
    {
        await Open(OversizedItems.StoreInParts).InitAsync(TestFlags.Data(TestFlags.Flag("big", 1, new string('a', 450_000))), Cancellation);
        for (var row = 0; row < 5; row++)
        {
            await _table.PutAsync(
                "features", $"broken{row}", ("version", new() { N = "1" }), ("partsId", new($"id{row}")), ("parts", new() { N = "1000" }));
        }

        var bounded = new DynamoFlagStore(_table.Client, _table.Name, new DynamoFlagStoreOptions { MaxReadingBytes = 2_000_000 });

        (await bounded.GetAllAsync(DataKind.Features, Cancellation)).Keys.ShouldBe(["big"]);
    }

    [Fact]
    public async Task Parts_Lost_AreWrittenAgainByReconciling()
    {
        var store = Open(OversizedItems.StoreInParts);
        var big = TestFlags.Flag("big", 1, new string('a', 450_000));
        await store.InitAsync(TestFlags.Data(big), Cancellation);
        await LosePartAsync();
        var seen = await store.ReadSnapshotAsync(Cancellation);

        var result = await store.ReconcileAsync(TestFlags.Data(big), seen.Kinds, Cancellation);

        result.Result.Written.ShouldBe(1);
        TestFlags.Text(await store.GetAsync(DataKind.Features, "big", Cancellation)).ShouldBe(TestFlags.Text(big));
        (await _table.ListAsync()).Count.ShouldBe(4); // the head, two parts, the mark
    }

    [Fact]
    public async Task Parts_OfAnItemRemovedByReconciling_AreRemovedToo()
    {
        var store = Open(OversizedItems.StoreInParts);
        var other = TestFlags.Flag("other", 1, new string('b', 450_000));
        await store.InitAsync(TestFlags.Data(TestFlags.Flag("big", 1, new string('a', 900_000)), other), Cancellation);
        var seen = await store.ReadSnapshotAsync(Cancellation);

        var result = await store.ReconcileAsync(TestFlags.Data(other), seen.Kinds, Cancellation);

        result.Result.Deleted.ShouldBe(1);
        (await store.GetAllAsync(DataKind.Features, Cancellation)).Keys.ShouldBe(["other"]);
        (await _table.ListAsync()).Count.ShouldBe(4); // the other's head and its two parts, the mark
    }

    [Fact]
    public async Task List_PagesOfAMegabyte_ReturnTheirLastKeyUntilTheEnd()
    {
        var store = Open(OversizedItems.Refuse);
        var flags = Enumerable.Range(0, 9).Select(number => TestFlags.Flag($"flag-{number}", 1, new string('x', 300_000))).ToArray();
        await store.InitAsync(TestFlags.Data(flags), Cancellation);

        var slices = new List<TableSlice>();
        do
        {
            slices.Add(await store.ListAsync(DataKind.Features, slices.LastOrDefault()?.Last ?? "", 100, Cancellation));
        }
        while (slices[^1].Last is not null);

        slices[0].Keys.Count.ShouldBeLessThan(9);
        slices[0].Last.ShouldBe(slices[0].Keys[^1]);
        slices.SelectMany(slice => slice.Keys).ShouldBe(Enumerable.Range(0, 9).Select(number => $"flag-{number}"));
    }

    private async Task LosePartAsync()
    {
        var part = (await _table.ListAsync()).First(row => row.StartsWith("features$parts/", StringComparison.Ordinal)).Split('/')[1];
        await _table.Client.DeleteItemAsync(
            _table.Name, new() { ["namespace"] = new AttributeValue("features$parts"), ["key"] = new AttributeValue(part) }, Cancellation);
    }

    private DynamoFlagStore Open(OversizedItems oversized) =>
        new(_table.Client, _table.Name, new DynamoFlagStoreOptions { OversizedItems = oversized });
}
