using Confd.Flags.Client;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Events;
using Confd.Flags.Storage;
using Confd.TestSupport;

namespace Confd.Flags.Tests.Client;

public sealed class FlagClientEventsTests
{
    private static readonly EvaluationContext User = EvaluationContext.New("u1");

    private readonly RecordedEvents _events = new();
    private readonly RecordedLog _log = new();

    [Fact]
    public async Task Variation_OfAFlag_IsRecordedWithArgumentsAndResult()
    {
        await using var client = await OpenAsync(("a", """{"version":3,"on":true,"variations":["x","y"],"fallthrough":{"variation":1}}"""));

        client.StringVariationDetail("a", User, "d").Value.ShouldBe("y");

        var told = _events.Evaluations.ShouldHaveSingleItem();
        told.FlagKey.ShouldBe("a");
        told.Flag!.Version.ShouldBe(3);
        told.Context.ShouldBe(User);
        told.Detail.Value.ShouldBe((FlagValue)"y");
        told.Detail.VariationIndex.ShouldBe(1);
        told.Detail.Reason.Kind.ShouldBe(EvaluationReasonKind.Fallthrough);
        told.Default.ShouldBe((FlagValue)"d");
        told.IncludesReason.ShouldBeTrue();
        told.PrerequisiteOf.ShouldBeNull();
    }

    [Fact]
    public async Task Variation_UnknownFlag_IsRecordedWithTheDefault()
    {
        await using var client = await OpenAsync();

        client.IntVariation("nowhere", User, 7).ShouldBe(7);

        var told = _events.Evaluations.ShouldHaveSingleItem();
        told.Flag.ShouldBeNull();
        told.Detail.Value.ShouldBe((FlagValue)7);
        told.Detail.Reason.ErrorKind.ShouldBe(EvaluationErrorKind.FlagNotFound);
        told.IncludesReason.ShouldBeFalse();
    }

    [Fact]
    public async Task Variation_OfAnotherType_IsRecordedAsTheDefaultWithWrongType()
    {
        await using var client = await OpenAsync(("a", """{"version":1,"on":true,"variations":["x"],"fallthrough":{"variation":0}}"""));

        client.BoolVariation("a", User, true).ShouldBeTrue();

        var told = _events.Evaluations.ShouldHaveSingleItem();
        told.Detail.Value.ShouldBe((FlagValue)true);
        told.Detail.VariationIndex.ShouldBeNull();
        told.Detail.Reason.ErrorKind.ShouldBe(EvaluationErrorKind.WrongType);
    }

    [Fact]
    public async Task Variation_Prerequisites_AreRecordedInnermostFirstWithTheirParent()
    {
        await using var client = await OpenAsync(
            ("a", Behind("b", 0, 0)),
            ("b", Behind("c", 1, 0)),
            ("c", """{"version":1,"on":true,"variations":[0,1],"fallthrough":{"variation":1}}"""));

        client.IntVariation("a", User, 9).ShouldBe(0);

        _events.Evaluations.Select(told => (told.FlagKey, told.PrerequisiteOf)).ShouldBe([("c", "b"), ("b", "a"), ("a", null)]);
        _events.Evaluations.First().Detail.Value.ShouldBe((FlagValue)1);
        _events.Evaluations.First().Default.IsNull.ShouldBeTrue();
    }

    [Fact]
    public async Task Variation_PrerequisiteIsOff_IsRecordedAndStillFails()
    {
        await using var client = await OpenAsync(
            ("a", Behind("b", 0, 0)), ("b", """{"version":1,"on":false,"variations":[5],"offVariation":0}"""));

        client.IntVariationDetail("a", User, 9).Reason.Kind.ShouldBe(EvaluationReasonKind.PrerequisiteFailed);

        _events.Evaluations.Select(told => told.FlagKey).ShouldBe(["b", "a"]);
        _events.Evaluations.First().Detail.Value.ShouldBe((FlagValue)5);
    }

    [Fact]
    public async Task Variation_InvalidContextAndAllFlags_RecordNothing()
    {
        await using var client = await OpenAsync(("a", Behind("b", 0, 0)));

        client.BoolVariation("a", EvaluationContext.New(""), false);
        client.AllFlagsState(User).IsValid.ShouldBeTrue();

        _events.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task VariationAsync_BigSegments_IsRecordedOnceWithTheFinalResult()
    {
        var segments = new FakeBigSegments { IsHeld = true, SynchronizedOn = TimeProvider.System.GetUtcNow() };
        segments.Put("u1", included: "s.g1", excluded: null);
        var store = new MemoryFlagStore();
        await store.PutSegmentAsync("s", FlagItems.Item(1, """{"key":"s","version":1,"unbounded":true,"generation":1}"""));
        await store.PutFlagAsync("a", FlagItems.Item(
            1,
            """{"version":1,"on":true,"variations":[0,1],"fallthrough":{"variation":0}"""
            + ""","rules":[{"id":"r","variation":1,"clauses":[{"attribute":"","op":"segmentMatch","values":["s"]}]}]}"""));
        await using var client = await FlagClient.OpenAsync(
            store,
            new FlagClientOptions { Events = _events, BigSegments = segments, RefreshInterval = Timeout.InfiniteTimeSpan },
            Cancellation);

        var answer = client.IntVariationAsync("a", User, 9, Cancellation);
        answer.IsCompleted.ShouldBeFalse();
        segments.Release();

        (await answer).ShouldBe(1);
        _events.Evaluations.ShouldHaveSingleItem().Detail.VariationIndex.ShouldBe(1);
    }

    [Fact]
    public async Task Track_Identify_RecordTheirArguments()
    {
        await using var client = await OpenAsync();

        client.Track("clicked", User, FlagValue.Parse("""{"a":1}"""), 2.5);
        client.Identify(User);
        await client.FlushAsync(Cancellation);

        var custom = _events.All.First().ShouldBeOfType<CustomEvent>();
        (custom.Key, custom.Data.ToString(), custom.Metric).ShouldBe(("clicked", """{"a":1}""", 2.5));
        _events.All.Last().ShouldBeOfType<IdentifyEvent>().Context.ShouldBe(User);
        _events.Flushes.ShouldBe(1);
    }

    [Fact]
    public async Task Track_Identify_NullArguments_WarnAndRecordNothing()
    {
        await using var client = await OpenAsync();

        client.Track(null!, User);
        client.Track("", User);
        client.Track("clicked", null!);
        client.Identify(null!);

        _events.All.ShouldBeEmpty();
        _log.Warnings.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Track_InvalidContext_WarnsAndRecordsNothing()
    {
        await using var client = await OpenAsync();

        client.Track("clicked", EvaluationContext.New(""));
        client.Identify(EvaluationContext.New(""));

        _events.All.ShouldBeEmpty();
        _log.Lines.Count(line => line.Contains("invalid context", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public async Task Variation_NullKey_IsTheDefaultAndNotRecorded()
    {
        await using var client = await OpenAsync();

        client.BoolVariation(null!, User, true).ShouldBeTrue();

        _events.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task Variation_NullContext_IsTheDefaultAndNotRecorded()
    {
        await using var client = await OpenAsync();

        client.BoolVariationDetail("a", null!, true).Reason.ErrorKind.ShouldBe(EvaluationErrorKind.UserNotSpecified);

        _events.All.ShouldBeEmpty();
        _log.Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task Variation_EventsThrow_IsLoggedAndTheResultStays()
    {
        await using var client = await OpenAsync(("a", """{"version":1,"on":true,"variations":[5],"fallthrough":{"variation":0}}"""));
        _events.IsBroken = true;

        client.IntVariation("a", User, 9).ShouldBe(5);
        client.Identify(User);

        _log.Lines.Count(line => line == "Error An event of a flag client was rejected and is lost").ShouldBe(2);
    }

    [Fact]
    public async Task Dispose_Client_DisposesItsEvents()
    {
        await (await OpenAsync()).DisposeAsync();

        _events.IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public async Task Variation_WithoutEventsAndHooks_AllocatesNothing()
    {
        await using var client = await FlagClient.OpenAsync(
            await StoreAsync(("a", Behind("b", 0, 0)), ("b", """{"version":1,"on":true,"variations":[5],"fallthrough":{"variation":0}}""")),
            new FlagClientOptions { RefreshInterval = Timeout.InfiniteTimeSpan },
            Cancellation);
        client.IntVariation("a", User, 9).ShouldBe(0);
        client.StringVariation("a", User, "d").ShouldBe("d");

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            client.IntVariation("a", User, 9);
            client.StringVariationDetail("a", User, "d");
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private static string Behind(string key, int variation, int serves) =>
        $$"""{"version":1,"on":true,"variations":[0,1],"fallthrough":{"variation":{{serves}}}"""
            + $$""","prerequisites":[{"key":"{{key}}","variation":{{variation}}}]}""";

    private static async Task<MemoryFlagStore> StoreAsync(params (string Key, string Json)[] flags)
    {
        var store = new MemoryFlagStore(FlagDataSet.Empty);
        foreach (var (key, json) in flags)
        {
            await store.PutFlagAsync(key, FlagItems.Item(1, json));
        }

        return store;
    }

    private async Task<FlagClient> OpenAsync(params (string Key, string Json)[] flags) => await FlagClient.OpenAsync(
        await StoreAsync(flags),
        new FlagClientOptions { Events = _events, Logger = _log, RefreshInterval = Timeout.InfiniteTimeSpan },
        Cancellation);
}
