using System.Text;
using Confd.Flags.Storage;

namespace Confd.StoreSpec;

/// <summary>What a flag store must do, whatever it keeps its items in. Derive one class for each store.</summary>
public abstract class FlagStoreSpec : IAsyncLifetime
{
    private readonly List<IFlagStore> _opened = [];

    /// <summary>One of two kinds that the store can hold.</summary>
    protected virtual DataKind First => new("test");

    /// <summary>The other kind.</summary>
    protected virtual DataKind Second => new("other");

    /// <summary>False where the store's format has no mark for an empty store: then "initialized" means that there are items.</summary>
    protected virtual bool MarksEmptyData => true;

    protected IFlagStore Store { get; private set; } = null!;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public virtual async ValueTask InitializeAsync() => Store = await OpenAnotherAsync();

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var store in _opened)
        {
            await store.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Opens the data of this test once more, as another process would.</summary>
    protected async Task<IFlagStore> OpenAnotherAsync()
    {
        var store = await OpenAsync();
        _opened.Add(store);
        return store;
    }

    protected abstract Task<IFlagStore> OpenAsync();

    /// <summary>Makes an item; its text can be any text. Not JSON, as a store must not look into items.</summary>
    protected virtual VersionedItem Item(string key, long version, string text = "value") =>
        new(version, Encoding.UTF8.GetBytes($"item:{version}:{text}"));

    /// <summary>The text that <see cref="Item"/> put into an item.</summary>
    protected virtual string TextOf(VersionedItem item) => Encoding.UTF8.GetString(item.Content.Span).Split(':', 3)[2];

    protected static KindItems Stage(DataKind kind, params (string Key, VersionedItem Item)[] items) =>
        new(kind, items.ToDictionary(item => item.Key, item => item.Item));

    [Fact]
    public async Task Store_NothingWritten_IsEmptyAvailableAndNotInitialized()
    {
        (await Store.InitializedAsync(Cancellation)).ShouldBeFalse();
        (await Store.IsAvailableAsync(Cancellation)).ShouldBeTrue();
        (await Store.GetAsync(First, "a", Cancellation)).ShouldBeNull();
        (await Store.GetAllAsync(First, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Init_SomeItems_CanBeReadOneByOneAndTogether()
    {
        await Store.InitAsync(
            new(Stage(First, ("a", Item("a", 1)), ("b", Item("b", 2, "zwei"))), Stage(Second, ("a", Item("a", 5)))), Cancellation);

        var b = await Store.GetAsync(First, "b", Cancellation);
        b.ShouldNotBeNull().Version.ShouldBe(2);
        b.IsDeleted.ShouldBeFalse();
        TextOf(b).ShouldBe("zwei");
        (await Store.GetAllAsync(First, Cancellation)).Keys.ShouldBe(["a", "b"], ignoreOrder: true);
        (await Store.GetAllAsync(Second, Cancellation))["a"].Version.ShouldBe(5);
        (await Store.GetAsync(Second, "b", Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task Init_AnyData_IsSeenAsInitializedByOthers()
    {
        var other = await OpenAnotherAsync();
        (await other.InitializedAsync(Cancellation)).ShouldBeFalse();

        await Store.InitAsync(new(Stage(First, ("a", Item("a", 1))), Stage(Second)), Cancellation);

        (await Store.InitializedAsync(Cancellation)).ShouldBeTrue();
        (await (await OpenAnotherAsync()).InitializedAsync(Cancellation)).ShouldBeTrue();
    }

    [Fact]
    public async Task Init_NoItems_IsInitialized()
    {
        await Store.InitAsync(new(Stage(First), Stage(Second)), Cancellation);

        (await Store.InitializedAsync(Cancellation)).ShouldBeTrue();
        (await (await OpenAnotherAsync()).InitializedAsync(Cancellation)).ShouldBe(MarksEmptyData);
    }

    [Fact]
    public async Task Init_OverOlderData_ReplacesEverythingWhateverTheVersion()
    {
        await Store.InitAsync(
            new(Stage(First, ("gone", Item("gone", 9)), ("stays", Item("stays", 9))), Stage(Second, ("x", Item("x", 1)))), Cancellation);
        await Store.DeleteAsync(First, "dead", 50, Cancellation);

        await Store.InitAsync(new(Stage(First, ("stays", Item("stays", 2))), Stage(Second)), Cancellation);

        var all = await Store.GetAllAsync(First, Cancellation);
        all.Keys.ShouldBe(["stays"]);
        all["stays"].Version.ShouldBe(2);
        (await Store.GetAllAsync(Second, Cancellation)).ShouldBeEmpty();
        (await Store.GetAsync(First, "gone", Cancellation)).ShouldBeNull();
        (await Store.GetAsync(First, "dead", Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task Init_KindWithoutStage_IsNotChanged()
    {
        await Store.InitAsync(new(Stage(First, ("a", Item("a", 1))), Stage(Second, ("b", Item("b", 1)))), Cancellation);

        await Store.InitAsync(new(Stage(First)), Cancellation);

        (await Store.GetAllAsync(First, Cancellation)).ShouldBeEmpty();
        (await Store.GetAllAsync(Second, Cancellation)).Keys.ShouldBe(["b"]);
    }

    [Fact]
    public async Task Init_SeveralStagesOfOneKind_KeepsAllOfThem()
    {
        await Store.InitAsync(new(Stage(First, ("a", Item("a", 1))), Stage(First, ("b", Item("b", 1))), Stage(First)), Cancellation);

        (await Store.GetAllAsync(First, Cancellation)).Keys.ShouldBe(["a", "b"], ignoreOrder: true);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(0, false)]
    [InlineData(-1, false)]
    public async Task Upsert_KeyIsStored_WritesOnlyHigherVersions(int difference, bool isWritten)
    {
        await Store.UpsertAsync(First, "a", Item("a", 10, "old"), Cancellation);

        (await Store.UpsertAsync(First, "a", Item("a", 10 + difference, "new"), Cancellation)).ShouldBe(isWritten);

        var stored = (await Store.GetAsync(First, "a", Cancellation)).ShouldNotBeNull();
        stored.Version.ShouldBe(isWritten ? 11 : 10);
        TextOf(stored).ShouldBe(isWritten ? "new" : "old");
    }

    [Fact]
    public async Task Upsert_UnknownKey_IsWritten()
    {
        (await Store.UpsertAsync(First, "a", Item("a", 1), Cancellation)).ShouldBeTrue();

        (await Store.GetAllAsync(First, Cancellation)).Keys.ShouldBe(["a"]);
        (await Store.GetAllAsync(Second, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Delete_KnownKey_LeavesTombstoneThatIsNotLive()
    {
        await Store.UpsertAsync(First, "a", Item("a", 1), Cancellation);

        (await Store.DeleteAsync(First, "a", 2, Cancellation)).ShouldBeTrue();

        var tombstone = (await Store.GetAsync(First, "a", Cancellation)).ShouldNotBeNull();
        tombstone.IsDeleted.ShouldBeTrue();
        tombstone.Version.ShouldBe(2);
        (await Store.GetAllAsync(First, Cancellation))["a"].IsDeleted.ShouldBeTrue();
        (await Store.GetLiveAsync(First, "a", Cancellation)).ShouldBeNull();
        (await Store.GetAllLiveAsync(First, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Delete_SameOrLowerVersion_ChangesNothing()
    {
        await Store.UpsertAsync(First, "a", Item("a", 5), Cancellation);

        (await Store.DeleteAsync(First, "a", 5, Cancellation)).ShouldBeFalse();
        (await Store.DeleteAsync(First, "a", 4, Cancellation)).ShouldBeFalse();

        (await Store.GetLiveAsync(First, "a", Cancellation)).ShouldNotBeNull().Version.ShouldBe(5);
    }

    [Fact]
    public async Task Delete_UnknownKey_RefusesLaterLowerVersions()
    {
        (await Store.DeleteAsync(First, "a", 5, Cancellation)).ShouldBeTrue();

        (await Store.UpsertAsync(First, "a", Item("a", 4), Cancellation)).ShouldBeFalse();
        (await Store.GetLiveAsync(First, "a", Cancellation)).ShouldBeNull();
        (await Store.UpsertAsync(First, "a", Item("a", 6), Cancellation)).ShouldBeTrue();
        (await Store.GetLiveAsync(First, "a", Cancellation)).ShouldNotBeNull().Version.ShouldBe(6);
    }

    [Theory]
    [InlineData("grün/日本語 🚩")]
    [InlineData("$inited")]
    [InlineData("a:b$c#d.e")]
    [InlineData("x y\tz")]
    public async Task Items_AnyKeyAndText_ComeBackAsTheyWere(string key)
    {
        const string Text = "ünï:\"quoted\" \\ 日本語 \U0001F6A9 \u0001 <>&'";
        await Store.InitAsync(new(Stage(First, (key, Item(key, 1, Text))), Stage(Second)), Cancellation);
        TextOf((await Store.GetAsync(First, key, Cancellation)).ShouldNotBeNull()).ShouldBe(Text);

        await Store.UpsertAsync(First, key, Item(key, 2, Text + "2"), Cancellation);
        TextOf((await Store.GetAllAsync(First, Cancellation))[key]).ShouldBe(Text + "2");

        await Store.InitAsync(new(Stage(First), Stage(Second)), Cancellation);
        (await Store.GetAllAsync(First, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task GetAll_MoreThanOnePageHolds_ReturnsEverything()
    {
        var filler = new string('x', 10_000);
        var items = Enumerable.Range(0, 260).Select(i => ($"key-{i}", Item($"key-{i}", i + 1, filler))).ToArray();

        await Store.InitAsync(new(Stage(First, items), Stage(Second)), Cancellation);

        var all = await Store.GetAllAsync(First, Cancellation);
        all.Count.ShouldBe(260);
        all.ShouldAllBe(pair => pair.Key == "key-" + (pair.Value.Version - 1) && TextOf(pair.Value) == filler);
    }

    [Fact]
    public async Task Operations_Cancelled_Throw()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => Store.GetAsync(First, "a", cancelled.Token));
        await Should.ThrowAsync<OperationCanceledException>(() => Store.GetAllAsync(First, cancelled.Token));
        await Should.ThrowAsync<OperationCanceledException>(() => Store.UpsertAsync(First, "a", Item("a", 1), cancelled.Token));
        await Should.ThrowAsync<OperationCanceledException>(() => Store.InitAsync(new(Stage(First, ("a", Item("a", 1)))), cancelled.Token));
        (await Store.GetAllAsync(First, Cancellation)).ShouldBeEmpty();
    }
}
