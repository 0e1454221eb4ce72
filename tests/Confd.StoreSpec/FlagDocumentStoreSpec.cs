using System.Text;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Storage;

namespace Confd.StoreSpec;

/// <summary>What a store must do for people who change flags at the same time. Derive one class for each store.</summary>
public abstract class FlagDocumentStoreSpec
{
    private const string Key = "a";
    private const int Writers = 8;

    private static readonly FlagAuthor Author = new("ann", "because");

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected abstract Task<IFlagDocumentStore> OpenAsync();

    [Fact]
    public async Task Replace_NothingStored_WritesOnlyIfNothingWasExpected()
    {
        await using var store = await OpenAsync();

        (await ReplaceAsync(store, 4, seen: 3)).ShouldBeFalse();
        (await store.GetAsync(DataKind.Features, Key, Cancellation)).ShouldBeNull();
        (await ReplaceAsync(store, 1, seen: null)).ShouldBeTrue();
        (await VersionAsync(store)).ShouldBe(1);
    }

    [Fact]
    public async Task Replace_ExpectedVersionIsStored_Writes()
    {
        await using var store = await OpenAsync();
        await ReplaceAsync(store, 1, seen: null);

        (await ReplaceAsync(store, 2, seen: 1)).ShouldBeTrue();

        (await VersionAsync(store)).ShouldBe(2);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(4L)]
    [InlineData(6L)]
    public async Task Replace_OtherThanExpectedIsStored_ChangesNothing(long? seen)
    {
        await using var store = await OpenAsync();
        await store.UpsertAsync(DataKind.Features, Key, Item(5), Cancellation);

        (await ReplaceAsync(store, 7, seen)).ShouldBeFalse();

        (await VersionAsync(store)).ShouldBe(5);
    }

    [Fact]
    public async Task Replace_TombstoneWasExpected_Overwrites()
    {
        await using var store = await OpenAsync();
        await store.DeleteAsync(DataKind.Features, Key, 5, Cancellation);

        (await ReplaceAsync(store, 1, seen: null)).ShouldBeFalse();
        (await ReplaceAsync(store, 6, seen: 5)).ShouldBeTrue();

        (await store.GetLiveAsync(DataKind.Features, Key, Cancellation)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Replace_ManyWithTheSameExpectation_OneWins()
    {
        await using var store = await OpenAsync();
        await store.UpsertAsync(DataKind.Features, Key, Item(1), Cancellation);

        var won = await Task.WhenAll(
            Enumerable.Range(0, Writers).Select(_ => Task.Run(() => ReplaceAsync(store, 2, seen: 1), Cancellation)));

        won.Count(isDone => isDone).ShouldBe(1);
    }

    private static Task<bool> ReplaceAsync(IFlagDocumentStore store, long version, long? seen) =>
        store.ReplaceAsync(new FlagDocumentWrite(DataKind.Features, Key, Item(version), seen, Author), Cancellation);

    private static async Task<long?> VersionAsync(IFlagDocumentStore store) =>
        (await store.GetAsync(DataKind.Features, Key, Cancellation))?.Version;

    private static VersionedItem Item(long version) =>
        new(version, Encoding.UTF8.GetBytes($$"""{"key":"{{Key}}","version":{{version}},"on":true}"""));
}
