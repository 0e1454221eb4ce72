using System.Collections.Immutable;
using Confd.Flags.Client;
using Confd.Flags.Events;
using Confd.Flags.OpenFeature;
using Confd.Flags.Storage;
using Confd.Flags.Tests.Client;
using Confd.Flags.Tests.Storage;
using OpenFeature.Constant;
using OpenFeature.Model;
using OurContext = Confd.Flags.Contexts.EvaluationContext;

namespace Confd.Flags.Tests.Integrations;

/// <summary>The provider for OpenFeature's .NET SDK, on the shapes of its types.</summary>
public sealed class OpenFeatureProviderTests
{
    private const string Rollout = """{"rollout":{"variations":[{"variation":0,"weight":100000}]}}""";

    private readonly RecordedEvents _events = new();

    [Theory]
    [InlineData("""{"version":7,"on":true,"variations":["x"],"fallthrough":{"variation":0}}""", Reason.Default, "FALLTHROUGH")]
    [InlineData("""{"version":7,"on":true,"variations":["x"],"fallthrough":ROLLOUT}""", Reason.Split, "FALLTHROUGH")]
    [InlineData("""{"version":7,"on":false,"variations":["x"],"offVariation":0}""", Reason.Disabled, "OFF")]
    [InlineData(
        """{"version":7,"on":true,"variations":["x"],"targets":[{"values":["u1"],"variation":0}]}""",
        Reason.TargetingMatch,
        "TARGET_MATCH")]
    [InlineData(
        """{"version":7,"on":true,"variations":["x"],"rules":[{"id":"r","clauses":[],"variation":0}]}""",
        Reason.TargetingMatch,
        "RULE_MATCH")]
    [InlineData(
        """{"version":7,"on":true,"variations":["x"],"rules":[{"id":"r","clauses":[],SPLIT}]}""", Reason.Split, "RULE_MATCH")]
    [InlineData(
        """{"version":7,"on":true,"variations":["x"],"offVariation":0,"prerequisites":[{"key":"p","variation":0}]}""",
        Reason.Disabled,
        "PREREQUISITE_FAILED")]
    public async Task Resolve_Flag_HasTheOpenFeatureReasonAndLaunchDarklysAsMetadata(string flag, string reason, string kind)
    {
        var provider = await OpenAsync(("a", flag
            .Replace("ROLLOUT", Rollout, StringComparison.Ordinal)
            .Replace("SPLIT", Rollout[1..^1], StringComparison.Ordinal)));

        var answer = await provider.ResolveStringValueAsync("a", "d", User(), Cancellation);

        (answer.Value, answer.FlagKey, answer.ErrorType, answer.Reason, answer.Variant).ShouldBe(("x", "a", ErrorType.None, reason, "0"));
        answer.FlagMetadata!.GetString("ldReason").ShouldBe(kind);
        answer.FlagMetadata.GetDouble("flagVersion").ShouldBe(7);
        answer.FlagMetadata.GetString("ruleId").ShouldBe(kind == "RULE_MATCH" ? "r" : null);
        answer.FlagMetadata.GetInt("ruleIndex").ShouldBe(kind == "RULE_MATCH" ? 0 : null);
        answer.FlagMetadata.GetString("prerequisiteKey").ShouldBe(kind == "PREREQUISITE_FAILED" ? "p" : null);
    }

    [Fact]
    public async Task Resolve_EachType_ReturnsItsValue()
    {
        var provider = await OpenAsync(
            ("b", Serving("true")), ("n", Serving("1.5")), ("j", Serving("""{"a":[1,"x",null,{"b":false}]}""")));

        (await provider.ResolveBooleanValueAsync("b", false, User(), Cancellation)).Value.ShouldBeTrue();
        (await provider.ResolveIntegerValueAsync("n", 9, User(), Cancellation)).Value.ShouldBe(1);
        (await provider.ResolveDoubleValueAsync("n", 9, User(), Cancellation)).Value.ShouldBe(1.5);
        var structure = (await provider.ResolveStructureValueAsync("j", new Value(), User(), Cancellation)).Value.AsStructure!;
        var list = structure.AsDictionary()["a"].AsList!;
        (list[0].AsDouble, list[1].AsString, list[2].IsNull).ShouldBe((1, "x", true));
        list[3].AsStructure!.AsDictionary()["b"].AsBoolean.ShouldBe(false);
        provider.GetMetadata().Name.ShouldBe("confd");
    }

    [Theory]
    [InlineData("nowhere", "u1", ErrorType.FlagNotFound)]
    [InlineData("malformed", "u1", ErrorType.ParseError)]
    [InlineData("a", "u1", ErrorType.TypeMismatch)]
    [InlineData("a", "", ErrorType.TargetingKeyMissing)]
    [InlineData("a", null, ErrorType.TargetingKeyMissing)]
    public async Task Resolve_Error_IsTheDefaultWithItsCode(string flag, string? key, ErrorType expected)
    {
        var provider = await OpenAsync(
            ("a", Serving("\"x\"")), ("malformed", """{"version":1,"on":true,"variations":[true],"fallthrough":{"variation":5}}"""));

        var answer = await provider.ResolveBooleanValueAsync(flag, true, key is null ? null : User(key), Cancellation);

        (answer.Value, answer.ErrorType, answer.Reason, answer.Variant).ShouldBe((true, expected, Reason.Error, null));
        answer.ErrorMessage.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task Resolve_InvalidContext_IsAnErrorAndKeepsADefaultStructure()
    {
        var provider = await OpenAsync(("a", Serving("\"x\"")));
        var defaultValue = new Value("mine");

        var answer = await provider.ResolveStructureValueAsync(
            "a", defaultValue, Context(("targetingKey", new Value("u1")), ("kind", new Value("not a kind"))), Cancellation);

        answer.ErrorType.ShouldBe(ErrorType.InvalidContext);
        answer.Value.ShouldBeSameAs(defaultValue);
    }

    [Fact]
    public async Task Resolve_Context_IsTranslated()
    {
        var provider = await OpenAsync(("a", Serving("\"x\"")));
        await provider.ResolveStringValueAsync(
            "a",
            "d",
            Context(
                ("key", new Value("o")),
                ("kind", new Value("org")),
                ("name", new Value("Acme")),
                ("anonymous", new Value(true)),
                ("seats", new Value(5.0)),
                ("since", new Value(new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc))),
                ("privateAttributes", new Value([new Value("seats")]))),
            Cancellation);
        await provider.ResolveStringValueAsync(
            "a",
            "d",
            Context(
                ("kind", new Value("multi")),
                ("user", new Value(new Structure(new Dictionary<string, Value> { ["targetingKey"] = new("u") }))),
                ("org", new Value(new Structure(new Dictionary<string, Value> { ["key"] = new("o") })))),
            Cancellation);

        var contexts = _events.Evaluations.Select(told => told.Context).ToList();

        contexts[0].ShouldBe(OurContext.Parse(
            """
            {"kind":"org","key":"o","name":"Acme","anonymous":true,"seats":5,"since":"2026-01-02T03:04:05.0000000Z",
             "_meta":{"privateAttributes":["seats"]}}
            """));
        contexts[1].ShouldBe(OurContext.Parse("""{"kind":"multi","user":{"key":"u"},"org":{"key":"o"}}"""));
    }

    [Fact]
    public async Task Track_Event_ReachesTheClient()
    {
        var provider = await OpenAsync();

        provider.Track("clicked", User(), new TrackingEventDetails(
            ImmutableDictionary<string, Value>.Empty.Add("currency", new Value("NOK")), 99.5));
        provider.Track("clicked", User());
        provider.Track("nobody");

        var told = _events.All.OfType<CustomEvent>().ToList();
        told.Count.ShouldBe(2);
        (told[0].Key, told[0].Data.ToString(), told[0].Metric, told[0].Context.Key).ShouldBe(
            ("clicked", """{"currency":"NOK"}""", 99.5, "u1"));
        (told[1].Data.IsNull, told[1].Metric).ShouldBe((true, null));
    }

    [Fact]
    public async Task Events_FlagsChangeAndStoreFails_AreRaisedInOrder()
    {
        var store = new ScriptedFlagStore();
        var client = new FlagClient(store, new FlagClientOptions { RefreshInterval = Timeout.InfiniteTimeSpan });
        var provider = new ConfdProvider(client);
        var ready = provider.InitializeAsync(new EvaluationContext(ImmutableDictionary<string, Value>.Empty), Cancellation);
        ready.IsCompleted.ShouldBeFalse();
        (await provider.ResolveBooleanValueAsync("a", true, User(), Cancellation)).ErrorType.ShouldBe(ErrorType.ProviderNotReady);
        await client.RefreshAsync(Cancellation);
        await ready;

        await store.UpsertAsync(DataKind.Features, "a", FlagItems.Serving(1, "true"), Cancellation);
        await client.RefreshAsync(Cancellation);
        store.IsBroken = true;
        await Should.ThrowAsync<FlagStoreException>(() => client.RefreshAsync(Cancellation));
        await Should.ThrowAsync<FlagStoreException>(() => client.RefreshAsync(Cancellation));
        store.IsBroken = false;
        await client.RefreshAsync(Cancellation);

        var told = provider.GetEventChannel().Reader;
        var change = (ProviderEventPayload)await told.ReadAsync(Cancellation);
        (change.Type, change.FlagsChanged!.ShouldHaveSingleItem(), change.ProviderName).ShouldBe(
            (ProviderEventTypes.ProviderConfigurationChanged, "a", "confd"));
        ((ProviderEventPayload)await told.ReadAsync(Cancellation)).Type.ShouldBe(ProviderEventTypes.ProviderStale);
        ((ProviderEventPayload)await told.ReadAsync(Cancellation)).Type.ShouldBe(ProviderEventTypes.ProviderReady);
        await provider.ShutdownAsync(Cancellation);
        await Should.ThrowAsync<ObjectDisposedException>(() => client.RefreshAsync(Cancellation));
    }

    [Fact]
    public async Task Shutdown_ClientIsNotOwned_StaysOpen()
    {
        await using var client = await FlagClient.OpenAsync(new MemoryFlagStore(FlagDataSet.Empty), cancellationToken: Cancellation);

        await new ConfdProvider(client, leavesClientOpen: true).ShutdownAsync(Cancellation);

        await client.RefreshAsync(Cancellation);
    }

    private static string Serving(string json) => $$"""{"version":1,"on":true,"variations":[{{json}}],"fallthrough":{"variation":0} }""";

    private static EvaluationContext User(string key = "u1") => Context(("targetingKey", new Value(key)));

    private static EvaluationContext Context(params (string Name, Value Value)[] attributes) =>
        new(attributes.ToImmutableDictionary(attribute => attribute.Name, attribute => attribute.Value));

    private async Task<ConfdProvider> OpenAsync(params (string Key, string Json)[] flags)
    {
        var store = new MemoryFlagStore(FlagDataSet.Empty);
        foreach (var (key, json) in flags)
        {
            await store.PutFlagAsync(key, FlagItems.Item(1, json));
        }

        return new ConfdProvider(await FlagClient.OpenAsync(
            store, new FlagClientOptions { Events = _events, RefreshInterval = Timeout.InfiniteTimeSpan }, Cancellation));
    }
}
