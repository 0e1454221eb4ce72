using System.Text;
using System.Text.Json;
using Confd.Flags.Client;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Storage;

namespace Confd.Flags.Tests.Client;

public sealed class AllFlagsStateTests
{
    private static readonly EvaluationContext User = EvaluationContext.New("u1");

    [Theory]
    [InlineData(
        AllFlagsOptions.None,
        """{"client":"x","malformed":null,"off":null,"tracked":true,"$flagsState":{"client":{"variation":0,"version":2}"""
        + ""","malformed":{"version":4},"off":{"version":3},"tracked":{"variation":0,"version":5,"trackEvents":true"""
        + ""","debugEventsUntilDate":7}},"$valid":true}""")]
    [InlineData(
        AllFlagsOptions.ClientSideOnly | AllFlagsOptions.WithReasons,
        """{"client":"x","$flagsState":{"client":{"variation":0,"version":2,"reason":{"kind":"FALLTHROUGH"}}},"$valid":true}""")]
    [InlineData(
        AllFlagsOptions.DetailsOnlyForTrackedFlags,
        """{"client":"x","malformed":null,"off":null,"tracked":true,"$flagsState":{"client":{"variation":0},"malformed":{},"off":{}"""
        + ""","tracked":{"variation":0,"version":5,"trackEvents":true,"debugEventsUntilDate":7}},"$valid":true}""")]
    public async Task WriteTo_Options_DecideWhichFieldsAreWritten(AllFlagsOptions options, string expected)
    {
        await using var client = await OpenAsync();

        Write(client.AllFlagsState(User, options)).ShouldBe(expected);
    }

    [Fact]
    public async Task Values_ReadTwice_ReturnTheSameDictionary()
    {
        await using var client = await OpenAsync();
        var state = client.AllFlagsState(User);

        state.Values.ShouldBeSameAs(state.Values);
    }

    [Fact]
    public async Task WriteTo_ExperimentData_IsTrackedWithItsReason()
    {
        await using var client = await OpenAsync(
            ("fall", """{"version":1,"on":true,"variations":[1],"fallthrough":{"variation":0},"trackEventsFallthrough":true}"""),
            ("off", """{"version":2,"on":false,"variations":[1],"offVariation":0,"trackEventsFallthrough":true}"""),
            ("rule", """{"version":3,"on":true,"variations":[1],"rules":[{"id":"r","clauses":[],"variation":0,"trackEvents":true}]}"""));

        Write(client.AllFlagsState(User, AllFlagsOptions.DetailsOnlyForTrackedFlags)).ShouldBe(
            """
            {"fall":1,"off":1,"rule":1,"$flagsState":{"fall":{"variation":0,"version":1,"reason":{"kind":"FALLTHROUGH"},"trackEvents":true,"trackReason":true},"off":{"variation":0},"rule":{"variation":0,"version":3,"reason":{"kind":"RULE_MATCH","ruleIndex":0,"ruleId":"r"},"trackEvents":true,"trackReason":true}},"$valid":true}
            """);
    }

    [Fact]
    public async Task WriteTo_Prerequisites_ListsTheEvaluatedOnes()
    {
        await using var client = await OpenAsync(
            ("a", """{"version":1,"on":true,"variations":[1],"fallthrough":{"variation":0}}"""),
            ("b", """{"version":1,"on":false,"variations":[1],"offVariation":0}"""),
            ("all", Behind("a", "a")),
            ("cycle", Behind("cycle")),
            ("fails", Behind("a", "b", "a")),
            ("unknown", Behind("a", "nowhere")));

        var state = JsonDocument.Parse(Write(client.AllFlagsState(User))).RootElement.GetProperty("$flagsState");

        PrerequisitesOf("all").ShouldBe("""["a","a"]""");
        PrerequisitesOf("fails").ShouldBe("""["a","b"]""");
        PrerequisitesOf("unknown").ShouldBe("""["a"]""");
        PrerequisitesOf("a").ShouldBeNull();
        PrerequisitesOf("cycle").ShouldBeNull("SDKs would follow a cycle for ever");

        string? PrerequisitesOf(string key) =>
            state.GetProperty(key).TryGetProperty("prerequisites", out var list) ? list.GetRawText() : null;
    }

    [Fact]
    public async Task AllFlagsState_Values_AreThoseOfTheVariations()
    {
        await using var client = await OpenAsync();

        var state = client.AllFlagsState(User);

        state.IsValid.ShouldBeTrue();
        state.Values.Keys.ShouldBe(["client", "malformed", "off", "tracked"], ignoreOrder: true);
        state.Find("client").ShouldBe(client.JsonVariationDetail("client", User, FlagValue.Null));
        state.Find("other").ShouldBeNull();
    }

    [Fact]
    public async Task AllFlagsState_InvalidContext_IsNotValid()
    {
        await using var client = await OpenAsync();

        Write(client.AllFlagsState(EvaluationContext.New(""))).ShouldBe("""{"$flagsState":{},"$valid":false}""");
        client.AllFlagsState(null!).IsValid.ShouldBeFalse();
    }

    [Fact]
    public void Of_ValuesOrDetails_CreatesAStateForFakes()
    {
        var values = AllFlagsState.Of(new Dictionary<string, FlagValue> { ["b"] = true, ["a"] = "x" });
        var details = AllFlagsState.Of(new Dictionary<string, EvaluationDetail<FlagValue>>
        {
            ["a"] = new("x", 2, EvaluationReason.Error(EvaluationErrorKind.WrongType)),
        });

        values.IsValid.ShouldBeTrue();
        values.Values.ShouldBe(new Dictionary<string, FlagValue> { ["b"] = true, ["a"] = "x" }, ignoreOrder: true);
        values.Find("a")!.Value.Reason.Kind.ShouldBe(EvaluationReasonKind.Fallthrough);
        values.Find("c").ShouldBeNull();
        Write(values).ShouldBe(
            """{"a":"x","b":true,"$flagsState":{"a":{"variation":0,"version":1},"b":{"variation":0,"version":1}},"$valid":true}""");
        details.Find("a")!.Value.Reason.ErrorKind.ShouldBe(EvaluationErrorKind.WrongType);
        Write(details).ShouldBe("""{"a":"x","$flagsState":{"a":{"variation":2,"version":1}},"$valid":true}""");
        Write(AllFlagsState.Invalid).ShouldBe("""{"$flagsState":{},"$valid":false}""");
    }

    private static string Write(AllFlagsState state)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            state.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static string Behind(params string[] keys) =>
        """{"version":1,"on":true,"variations":[1],"offVariation":0,"fallthrough":{"variation":0},"prerequisites":["""
        + string.Join(',', keys.Select(key => $$"""{"key":"{{key}}","variation":0}""")) + "]}";

    private static async Task<FlagClient> OpenAsync(params (string Key, string Json)[] flags)
    {
        var store = new MemoryFlagStore();
        foreach (var (key, json) in flags)
        {
            await store.PutFlagAsync(key, FlagItems.Item(1, json));
        }

        return await FlagClient.OpenAsync(
            store, new FlagClientOptions { RefreshInterval = Timeout.InfiniteTimeSpan }, Cancellation);
    }

    private static async Task<FlagClient> OpenAsync()
    {
        var store = new MemoryFlagStore();
        await store.PutFlagAsync("client", FlagItems.Item(2, """
            {"version":2,"on":true,"variations":["x"],"fallthrough":{"variation":0},"clientSideAvailability":{"usingEnvironmentId":true}}
            """));
        await store.PutFlagAsync("off", FlagItems.Item(3, """{"version":3}"""));
        await store.PutFlagAsync("malformed", FlagItems.Item(4, """{"version":4,"on":true}"""));
        await store.PutFlagAsync("tracked", FlagItems.Item(5, """
            {"version":5,"on":true,"variations":[true],"fallthrough":{"variation":0},"trackEvents":true,"debugEventsUntilDate":7}
            """));
        await store.PutFlagAsync("deleted", VersionedItem.Tombstone(6));
        var options = new FlagClientOptions { RefreshInterval = Timeout.InfiniteTimeSpan };
        return await FlagClient.OpenAsync(store, options, Cancellation);
    }
}
