using Confd.Backends;
using Confd.BackendSpec;
using Confd.Engine.Flags;
using Confd.Engine.Observing;
using Confd.Engine.Resources;
using Confd.Engine.Running;
using Confd.Engine.Tests.Flags;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Observing;

public sealed class SourceBoardTests
{
    private static readonly FlagOrigin Origin = new("flags", null, null);
    private static readonly SortedKeyReading Nothing = new(new Dictionary<string, ReadOnlyMemory<byte>>(), KeyMatch.Text);

    private readonly FakeTimeProvider _clock = new();
    private readonly MemoryKeyBackend _global = new();
    private readonly MemoryKeyBackend _other = new("other");
    private readonly SourceBoard _board;

    public SourceBoardTests() =>
        _board = new SourceBoard(_clock, new BackendSection("memory", [new(MemoryBackendFactory.Table, "config")]));

    [Fact]
    public void Loaded_Resources_ShareTheirBackendsAndTheGlobalOneComesFirst()
    {
        var section = new BackendSection("other", []);
        _board.Loaded([
            Opened("a", Own(_other, section)), Opened("b", Own(_global)), Opened("c", Own(_global), Named("vault", _other, section)),
        ]);

        _board.Backends().Select(backend => (backend.Name, backend.Table, backend.Resources)).ShouldBe(
            [("memory", "config", 2), ("other", null, 2)]);
        _board.Backends().ShouldAllBe(backend => backend.IsHealthy == null && backend.ReadAt == null);
    }

    [Fact]
    public void NameOf_Resource_IsTheNameOfItsBackends()
    {
        var section = new BackendSection("other", []);

        _board.NameOf(Opened("a", Own(_global))).ShouldBe("memory config");
        _board.NameOf(Opened("b", Own(_other, section), Named("vault", _other, section))).ShouldBe("other, vault");
    }

    [Fact]
    public void BackendRead_FailureBetweenSuccesses_IsKeptAndTheNumberOfKeysToo()
    {
        _board.Loaded([Opened("a", Own(_global))]);
        _board.BackendRead(_global, Nothing, null, TimeSpan.FromMilliseconds(5));
        var first = _clock.GetUtcNow();
        _clock.Advance(TimeSpan.FromSeconds(1));

        _board.BackendRead(_global, null, "it is away", TimeSpan.FromMilliseconds(7));

        var status = _board.Backends().ShouldHaveSingleItem();
        status.IsHealthy.ShouldBe(false);
        status.Items.ShouldBe(0);
        status.ReadAt.ShouldBe(first + TimeSpan.FromSeconds(1));
        status.LastFailure.ShouldBe(new StatusFailure("it is away", first + TimeSpan.FromSeconds(1)));
        _board.BackendRead(_global, Nothing, null, TimeSpan.Zero);
        _board.Backends().ShouldHaveSingleItem().IsHealthy.ShouldBe(true);
        _board.Backends().ShouldHaveSingleItem().LastFailure.ShouldNotBeNull("what happened last stays to be seen");
    }

    [Fact]
    public void Loaded_Again_KeepsWhatIsKnownAndForgetsWhatIsNotUsed()
    {
        _board.Loaded([Opened("a", Own(_global)), Opened("b", Own(_other, new BackendSection("other", [])))]);
        _board.BackendRead(_global, Nothing, null, TimeSpan.Zero);
        _board.WatchBroken(_other, "gone");

        _board.Loaded([Opened("a", Own(_global))]);

        _board.Backends().ShouldHaveSingleItem().IsHealthy.ShouldBe(true);
        _board.BackendRead(_other, null, "late", TimeSpan.Zero);
        _board.Backends().Count.ShouldBe(1, "one that is not used any more says nothing");
    }

    [Fact]
    public void BackendWatched_ThenBroken_IsNeitherWatchedNorHealthy()
    {
        _board.Loaded([Opened("a", Own(_global))]);
        _board.BackendWatched(_global, isWatched: true, untilPoll: null);
        _board.Backends().ShouldHaveSingleItem().IsWatched.ShouldBeTrue();

        _board.WatchBroken(_global, "the stream is closed");

        var status = _board.Backends().ShouldHaveSingleItem();
        (status.IsWatched, status.IsHealthy).ShouldBe((false, false));
        status.LastFailure!.Message.ShouldBe("the stream is closed");
    }

    [Fact]
    public void NextPollOf_ResourceOfTwoBackends_IsThatOfTheFirstToBePolled()
    {
        _board.Loaded([Opened("a", Own(_global), Named("vault", _other, null))]);
        _board.NextPollOf("/conf.d/a.toml").ShouldBeNull();

        _board.BackendWatched(_global, isWatched: false, TimeSpan.FromSeconds(30));
        _board.BackendWatched(_other, isWatched: false, TimeSpan.FromSeconds(10));

        _board.NextPollOf("/conf.d/a.toml").ShouldBe(_clock.GetUtcNow() + TimeSpan.FromSeconds(10));
        _board.NextPollOf("/conf.d/none.toml").ShouldBeNull();
    }

    [Fact]
    public void KeysChanged_ManyKeys_ShowsTheLatestFiftyTheNewestFirst()
    {
        _board.Loaded([Opened("a", Own(_global))]);
        _board.KeysChanged(_global, new HashSet<string> { "/old" });
        _board.KeysChanged(_global, Enumerable.Range(0, 60).Select(number => $"/k{number:00}").ToHashSet());
        _board.KeysChanged(_other, new HashSet<string> { "/not ours" });

        var changes = _board.Changes();

        changes.Count.ShouldBe(50);
        changes[0].Key.ShouldBe("/k49");
        changes[^1].Key.ShouldBe("/k00");
        changes[0].Backend.ShouldBe("memory config");
    }

    [Fact]
    public void FlagsRead_FailureAndSuccess_AreShownAtTheirSource()
    {
        var resource = ResourceOf("a") with { Flags = new FlagSettings(Origin, "{}", "a.toml:1:1") };
        _board.Loaded([new OpenedResource(resource, []) { Flags = new MemoryFlagSource() }]);

        _board.FlagsRead(Origin, "no such table");
        _board.FlagsRead(new FlagOrigin("another", null, null), "nobody asks for it");

        var source = _board.Flags().ShouldHaveSingleItem();
        (source.Origin, source.IsHealthy, source.Resources).ShouldBe(("flag table flags", false, 1));
        _board.FlagsRead(Origin, null);
        _board.Flags().ShouldHaveSingleItem().IsHealthy.ShouldBe(true);
        _board.Flags().ShouldHaveSingleItem().LastFailure!.Message.ShouldBe("no such table");
    }

    private static KeySource Own(IKeyBackend backend, BackendSection? section = null) => new("", backend, section, ["/"]);

    private static KeySource Named(string name, IKeyBackend backend, BackendSection? section) => new(name, backend, section, ["/"]);

    private static OpenedResource Opened(string name, params KeySource[] sources) => new(ResourceOf(name), sources);

    private static Resource ResourceOf(string name) => new()
    {
        Path = $"/conf.d/{name}.toml",
        Source = "",
        Destination = $"/out/{name}",
        Prefix = "/",
        LookupKeys = ["/"],
        UserId = 0,
        GroupId = 0,
    };
}
