using Confd.Flags.Storage;

namespace Confd.StoreSpec;

/// <summary>What a flag store must do while others write to it. Every writer has the store opened for itself.</summary>
public abstract class FlagStoreRaceSpec : FlagStoreSpec
{
    private const int Writers = 8;
    private const int Keys = 50;

    /// <summary>How many upserts each of eight writers does.</summary>
    protected virtual int UpsertsPerWriter => 1_000;

    /// <summary>How many items the data sets have that replace each other.</summary>
    protected virtual int InitItems => 200;

    [Fact]
    public async Task Upsert_ManyWritersOnTheSameKeys_HighestVersionStays()
    {
        var highest = new long[Keys];
        var stores = new List<IFlagStore>();
        for (var writer = 0; writer < Writers; writer++)
        {
            stores.Add(await OpenAnotherAsync());
        }

        var written = await Task.WhenAll(
            stores.Select((store, writer) => Task.Run(() => WriteAsync(store, new Random(writer), highest), Cancellation)));

        written.Sum().ShouldBeGreaterThan(Keys);
        var all = await (await OpenAnotherAsync()).GetAllAsync(First, Cancellation);
        foreach (var (key, item) in all)
        {
            item.Version.ShouldBe(highest[int.Parse(key.AsSpan(4))], key);
        }

        all.Count.ShouldBe(highest.Count(version => version > 0));
    }

    [Fact]
    public async Task Init_WhileOthersRead_EveryReaderSeesEveryItemInItsOldOrNewVersion()
    {
        var reader = await OpenAnotherAsync();
        await Store.InitAsync(DataOfVersion(1), Cancellation);
        long finished = 1, begun = 1;
        var writing = Task.Run(
            async () =>
            {
                for (var version = 2; version <= 6; version++)
                {
                    Volatile.Write(ref begun, version);
                    await Store.InitAsync(DataOfVersion(version), Cancellation);
                    Volatile.Write(ref finished, version);
                }
            },
            Cancellation);

        var readings = 0;
        while (!writing.IsCompleted || readings == 0)
        {
            var oldest = Volatile.Read(ref finished);
            var all = await reader.GetAllAsync(First, Cancellation);
            var newest = Volatile.Read(ref begun);

            all.Count(item => item.Key.StartsWith("key-", StringComparison.Ordinal)).ShouldBe(InitItems);
            all.Values.ShouldAllBe(item => OldestSeen(item, oldest) && item.Version <= newest);
            (await reader.GetAsync(First, "key-0", Cancellation)).ShouldNotBeNull();
            readings++;
        }

        await writing;
    }

    /// <summary>Whether a reading that began when a version was complete may hold the item. Caches may be behind: override there.</summary>
    protected virtual bool OldestSeen(VersionedItem item, long oldest) => item.Version >= oldest;

    private static void InterlockedMax(ref long place, long value)
    {
        for (var seen = Volatile.Read(ref place); seen < value;)
        {
            seen = Interlocked.CompareExchange(ref place, value, seen) is var found && found == seen ? value : found;
        }
    }

    private FlagDataSet DataOfVersion(int version)
    {
        var stable = Enumerable.Range(0, InitItems).Select(i => $"key-{i}");
        return new FlagDataSet(Stage(First, [.. stable.Append($"extra-{version}").Select(key => (key, Item(key, version)))]));
    }

    private async Task<int> WriteAsync(IFlagStore store, Random random, long[] highest)
    {
        var written = 0;
        for (var i = 0; i < UpsertsPerWriter; i++)
        {
            var number = random.Next(Keys);
            var version = random.NextInt64(1, 1_000_000_000);
            InterlockedMax(ref highest[number], version);
            var key = $"key-{number}";
            var isWritten = random.Next(10) == 0
                ? await store.DeleteAsync(First, key, version, Cancellation)
                : await store.UpsertAsync(First, key, Item(key, version), Cancellation);
            written += isWritten ? 1 : 0;
        }

        return written;
    }
}
