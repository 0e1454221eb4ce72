using System.Runtime.CompilerServices;
using Confd.Flags.Client;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Json;
using Confd.Flags.Model;
using Confd.Flags.Storage;
using Confd.Flags.Testing;
using Confd.TestSupport;

namespace Confd.Flags.Tests.Testing;

public sealed class TestDataTests
{
    private static readonly EvaluationContext User = EvaluationContext.Builder("u1").Set("country", "NO").Build();
    private static readonly EvaluationContext Org = EvaluationContext.Builder("acme").Kind("org").Set("plan", "gold").Build();

    private readonly TestData _data = new();

    [Fact]
    public async Task Flag_New_IsOnAndTrueForEveryone()
    {
        await using var client = await FlagClient.OpenTestDataAsync(_data.Update(_data.Flag("a")), cancellationToken: Cancellation);

        client.BoolVariation("a", User, false).ShouldBeTrue();
        client.BoolVariationDetail("b", User, false).Reason.ErrorKind.ShouldBe(EvaluationErrorKind.FlagNotFound);
    }

    [Fact]
    public async Task Dispose_OfAClient_ReleasesTheClient()
    {
        var client = await OpenAndDisposeAsync();

        await Eventually.IsSoAsync(
            () =>
            {
                GC.Collect();
                return !client.IsAlive;
            },
            Cancellation);
        GC.KeepAlive(_data);
    }

    [Fact]
    public async Task Update_ClientIsOpen_SeesEachChange()
    {
        await using var client = await FlagClient.OpenTestDataAsync(_data, cancellationToken: Cancellation);
        var changes = System.Threading.Channels.Channel.CreateUnbounded<string>();
        client.FlagsChanged += (_, change) => changes.Writer.TryWrite(string.Join(',', change.FlagKeys));

        _data.Update(_data.Flag("a").VariationForAll(true));
        (await changes.Reader.ReadAsync(Cancellation)).ShouldBe("a");
        client.BoolVariation("a", User, false).ShouldBeTrue();

        _data.Update(_data.Flag("a").VariationForAll(false));
        (await changes.Reader.ReadAsync(Cancellation)).ShouldBe("a");
        client.BoolVariation("a", User, true).ShouldBeFalse();

        _data.Delete("a");
        (await changes.Reader.ReadAsync(Cancellation)).ShouldBe("a");
        client.BoolVariationDetail("a", User, true).Reason.ErrorKind.ShouldBe(EvaluationErrorKind.FlagNotFound);
    }

    [Fact]
    public async Task Update_EvaluatedAtOnce_IsSeen()
    {
        await using var client = await FlagClient.OpenTestDataAsync(_data, cancellationToken: Cancellation);

        for (var i = 0; i < 1000; i++)
        {
            _data.Update(_data.Flag("a").VariationForAll(i % 2 == 0));
            client.BoolVariation("a", User, i % 2 != 0).ShouldBe(i % 2 == 0);
        }
    }

    [Fact]
    public async Task Update_WithinAHandlerAndAfterDisposal_Works()
    {
        await using var client = await FlagClient.OpenTestDataAsync(_data, cancellationToken: Cancellation);
        var told = new List<string>();
        client.FlagsChanged += (_, change) =>
        {
            told.AddRange(change.FlagKeys);
            if (told.Count == 1)
            {
                _data.Update(_data.Flag("b"));
            }
        };

        _data.Update(_data.Flag("a"));
        client.BoolVariation("b", User, false).ShouldBeTrue();
        await client.DisposeAsync();
        _data.Update(_data.Flag("c"));

        told.ShouldBe(["a", "b"]);
        client.BoolVariation("c", User, false).ShouldBeFalse();
    }

    [Fact]
    public async Task Flag_TargetsRulesAndTheRest_AreServedInOrder()
    {
        _data.Update(_data.Flag("a").Variations("none", "targeted", "ruled", "rest", "off")
            .VariationForKey("org", "acme", 1)
            .IfMatch("country", "NO", "SE").AndNotMatch("key", "u2").ThenReturn(2)
            .FallthroughVariation(3)
            .OffVariation(4));
        await using var client = await FlagClient.OpenTestDataAsync(_data, cancellationToken: Cancellation);

        Ask(Org).ShouldBe("targeted TARGET_MATCH");
        Ask(User).ShouldBe("ruled RULE_MATCH(0,rule0)");
        Ask(EvaluationContext.Builder("u2").Set("country", "NO").Build()).ShouldBe("rest FALLTHROUGH");

        await ChangeAsync(client, _data.Flag("a").On(false));
        Ask(Org).ShouldBe("off OFF");
        await ChangeAsync(client, _data.Flag("a").On(true).ClearTargets().ClearRules());
        Ask(Org).ShouldBe("rest FALLTHROUGH");

        string Ask(EvaluationContext context)
        {
            var detail = client.StringVariationDetail("a", context, "default");
            return $"{detail.Value} {detail.Reason}";
        }
    }

    [Fact]
    public async Task Flag_BooleanRules_ServeTheirValues()
    {
        _data.Update(_data.Flag("a").FallthroughVariation(false).OffVariation(true)
            .IfMatchContext("org", "plan", "gold").ThenReturn(true)
            .IfNotMatch("country", "NO").ThenReturn(true)
            .IfNotMatchContext("org", "plan", "gold", "silver").ThenReturn(true));
        _data.Update(
            _data.Flag("b").VariationForUser("u1", true).VariationForUser("u1", false).VariationForAll(true).VariationForUser("u1", false));
        await using var client = await FlagClient.OpenTestDataAsync(_data, cancellationToken: Cancellation);

        client.BoolVariation("a", Org, false).ShouldBeTrue();
        client.BoolVariation("a", User, true).ShouldBeFalse();
        client.BoolVariation("b", User, true).ShouldBeFalse();
        client.BoolVariationDetail("b", User, true).Reason.Kind.ShouldBe(EvaluationReasonKind.TargetMatch);
        client.BoolVariation("b", EvaluationContext.New("u2"), false).ShouldBeTrue();
    }

    [Fact]
    public async Task Flag_ValueForAll_IsAnyJson()
    {
        _data.Update(_data.Flag("a").ValueForAll(FlagValue.Parse("""{"x":[1]}""")));
        await using var client = await FlagClient.OpenTestDataAsync(_data, cancellationToken: Cancellation);

        client.JsonVariation("a", User, FlagValue.Null).ToString().ShouldBe("""{"x":[1]}""");
    }

    [Fact]
    public async Task Flag_Copy_ChangesNothingUntilItIsUpdated()
    {
        _data.Update(_data.Flag("a").VariationForUser("u1", true));
        _ = _data.Flag("a").VariationForUser("u1", false).VariationForAll(false);
        await using var client = await FlagClient.OpenTestDataAsync(_data, cancellationToken: Cancellation);

        client.BoolVariation("a", User, false).ShouldBeTrue();
    }

    [Fact]
    public async Task Put_FlagAndSegmentAsTheyAre_GetTheNextVersion()
    {
        _data.Put(new Segment { Key = "s", Version = 70, Included = ["u1"] });
        _data.Put(new FeatureFlag
        {
            Key = "a",
            Version = 70,
            IsOn = true,
            Variations = [1, 2],
            Fallthrough = new(0, null),
            Rules = [new Rule { Clauses = [new Clause(null, Clause.SegmentMatch, ["s"])], Serve = new(1, null) }],
        });
        await using var client = await FlagClient.OpenTestDataAsync(_data, cancellationToken: Cancellation);

        client.IntVariation("a", User, 0).ShouldBe(2);
        client.Snapshot!.FindItem(DataKind.Features, "a")!.Version.ShouldBe(1);
    }

    [Fact]
    public async Task Store_WrittenDirectly_ChangesAndNotifiesToo()
    {
        await using var watch = (await _data.OpenWatchAsync(Cancellation))!;

        (await _data.UpsertAsync(DataKind.Features, "a", VersionedItem.Tombstone(3), Cancellation)).ShouldBeTrue();
        await watch.WaitForChangeAsync(Cancellation);
        await _data.InitAsync(FlagDataSet.Empty, Cancellation);
        await watch.WaitForChangeAsync(Cancellation);

        (await _data.GetAsync(DataKind.Features, "a", Cancellation)).ShouldBeNull();
        (await _data.InitializedAsync(Cancellation)).ShouldBeTrue();
        (await _data.IsAvailableAsync(Cancellation)).ShouldBeTrue();
    }

    [Fact]
    public async Task ListenForValue_OneFlag_ReceivesItsValueOnly()
    {
        await using var client = await FlagClient.OpenTestDataAsync(_data, cancellationToken: Cancellation);
        var heard = System.Threading.Channels.Channel.CreateUnbounded<FlagValueChange>();
        var listener = client.ListenForValue("a", User, change => heard.Writer.TryWrite(change));

        await ChangeAsync(client, _data.Flag("b"));
        await ChangeAsync(client, _data.Flag("a").VariationForAll(true));
        (await heard.Reader.ReadAsync(Cancellation)).ShouldBe(new FlagValueChange("a", FlagValue.Null, true));
        await ChangeAsync(client, _data.Flag("a").VariationForUser("someone", false));
        await ChangeAsync(client, _data.Flag("a").VariationForUser("u1", false));
        (await heard.Reader.ReadAsync(Cancellation)).ShouldBe(new FlagValueChange("a", true, false));
        listener.Dispose();
        await ChangeAsync(client, _data.Flag("a").VariationForAll(true));

        heard.Reader.Count.ShouldBe(0);
    }

    [Fact]
    public async Task ListenForValue_OneHandlerThrows_OthersAreStillNotified()
    {
        await using var client = await FlagClient.OpenTestDataAsync(_data, cancellationToken: Cancellation);
        var heard = new TaskCompletionSource<FlagValueChange>();
        using var bad = client.ListenForValue("a", User, _ => throw new InvalidOperationException("as the test wants it"));
        using var good = client.ListenForValue("a", User, heard.SetResult);

        _data.Update(_data.Flag("a"));

        (await heard.Task.WaitAsync(Cancellation)).After.ShouldBe((FlagValue)true);
    }

    [Fact]
    public async Task Update_SeveralAtOnce_ServesWhatFlagTells()
    {
        await using var client = await FlagClient.OpenTestDataAsync(_data, cancellationToken: Cancellation);
        for (var round = 0; round < 500; round++)
        {
            Parallel.Invoke(
                () => _data.Update(new TestFlag("x").VariationForAll(true)),
                () => _data.Update(new TestFlag("x").VariationForAll(false)));

            var stored = await _data.GetAsync(DataKind.Features, "x", Cancellation);
            ServedBy(_data.Flag("x").Build()).ShouldBe(ServedBy(FlagJson.Parse(stored!.Content.Span)));
        }

        static int? ServedBy(FeatureFlag flag) => flag.Fallthrough.Variation;
    }

    [Fact]
    public async Task Update_WhileTheStoreIsWritten_IsNotLost()
    {
        const int Updates = 1000;
        var writes = 0;
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(
            async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    var known = await _data.GetAsync(DataKind.Features, "x", Cancellation);
                    var item = VersionedItem.Tombstone((known?.Version ?? 0) + 1);
                    writes += await _data.UpsertAsync(DataKind.Features, "x", item, Cancellation) ? 1 : 0;
                }
            },
            Cancellation);

        for (var update = 0; update < Updates; update++)
        {
            _data.Update(new TestFlag("x"));
        }

        await stop.CancelAsync();
        await writing;
        (await _data.GetAsync(DataKind.Features, "x", Cancellation)).ShouldNotBeNull().Version.ShouldBe(Updates + writes);
    }

    private async Task ChangeAsync(FlagClient client, TestFlag flag)
    {
        var changed = new TaskCompletionSource();
        EventHandler<FlagsChangedEventArgs> onChanged = (_, _) => changed.TrySetResult();
        client.FlagsChanged += onChanged;
        _data.Update(flag);
        await changed.Task.WaitAsync(Cancellation);
        client.FlagsChanged -= onChanged;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<WeakReference> OpenAndDisposeAsync()
    {
        var client = await FlagClient.OpenTestDataAsync(_data, cancellationToken: Cancellation);
        await client.DisposeAsync();
        return new WeakReference(client);
    }
}
