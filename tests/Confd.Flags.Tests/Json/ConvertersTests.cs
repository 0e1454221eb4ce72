using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Confd.Flags.Client;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Json;
using Confd.Flags.Migrations;
using Confd.Flags.Model;
using Confd.Flags.Testing;

namespace Confd.Flags.Tests.Json;

/// <summary>What <c>System.Text.Json</c> makes of the library's types, by reflection and by a generated context.</summary>
public sealed partial class ConvertersTests
{
    private const string Flag =
        """{"key":"f","version":2,"on":true,"variations":["a",1.50],"fallthrough":{"variation":1},"offVariation":0,"salt":"s"}""";

    private static readonly EvaluationReason RuleMatch = new()
    {
        Kind = EvaluationReasonKind.RuleMatch,
        RuleIndex = 0,
        RuleId = "r",
        IsInExperiment = true,
        BigSegmentsStatus = BigSegmentsStatus.StoreError,
    };

    // As an endpoint answers: names in camel case.
    private static JsonSerializerOptions[] Ways { get; } =
    [
        new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
            Converters = { new FeatureFlagConverter(), new SegmentConverter(), new FlagSetConverter() },
        },
        Generated.Default.Options,
    ];

    [Theory]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("12345678901234567890.5")]
    [InlineData("1e400")]
    [InlineData("\"a\"")]
    [InlineData("""[1,{"a":null}]""")]
    [InlineData("""{"b":{"a":[]},"a":"x"}""")]
    public void FlagValue_Any_RoundTrips(string json)
    {
        foreach (var way in Ways)
        {
            var value = JsonSerializer.Deserialize(json, TypeOf<FlagValue>(way));

            value.ShouldBe(FlagValue.Parse(json));
            Write(value, way).ShouldBe(json);
        }
    }

    [Theory]
    [InlineData("""{"kind":"user","key":"u","name":"N","country":"NO","_meta":{"privateAttributes":["country"]}}""")]
    [InlineData("""{"kind":"multi","user":{"key":"u"},"org":{"key":"o","plan":"gold"}}""")]
    public void EvaluationContext_OfOneAndOfSeveralKinds_RoundTrips(string json)
    {
        foreach (var way in Ways)
        {
            var context = JsonSerializer.Deserialize(json, TypeOf<EvaluationContext>(way))!;

            context.ShouldBe(EvaluationContext.Parse(json));
            JsonSerializer.Deserialize(Write(context, way), TypeOf<EvaluationContext>(way)).ShouldBe(context);
            Write(context, way).ShouldBe(WrittenByHand(writer => ContextJson.Write(writer, context)));
        }
    }

    [Theory]
    [InlineData("""{"kind":"user","key":""}""", "the context is invalid: ")]
    [InlineData("[]", "the context is invalid: a context is not a JSON object")]
    [InlineData("{", "")]
    public void EvaluationContext_Invalid_IsAJsonException(string json, string message) =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<EvaluationContext>(json)).Message.ShouldStartWith(message);

    [Fact]
    public void EvaluationContext_InvalidWritten_IsAJsonExceptionAndNotNull() =>
        Should.Throw<JsonException>(() => JsonSerializer.Serialize(EvaluationContext.Invalid("no key")))
            .Message.ShouldStartWith("the context is invalid: no key");

    [Fact]
    public void EvaluationReason_OfEachKind_RoundTrips()
    {
        EvaluationReason[] reasons =
        [
            RuleMatch,
            new() { Kind = EvaluationReasonKind.PrerequisiteFailed, PrerequisiteKey = "p" },
            .. Enum.GetValues<EvaluationErrorKind>().Select(EvaluationReason.Error),
            .. Enum.GetValues<EvaluationReasonKind>().Select(kind => new EvaluationReason { Kind = kind }),
            .. Enum.GetValues<BigSegmentsStatus>().Select(
                status => new EvaluationReason { Kind = EvaluationReasonKind.Off, BigSegmentsStatus = status }),
        ];
        foreach (var way in Ways)
        {
            foreach (var reason in reasons)
            {
                Write(reason, way).ShouldBe(WrittenByHand(reason.WriteTo));
                JsonSerializer.Deserialize(Write(reason, way), TypeOf<EvaluationReason>(way)).ShouldBe(reason);
            }
        }
    }

    [Theory]
    [InlineData("{}", "a reason has no kind")]
    [InlineData("""{"kind":"NEW"}""", "found a string where a name of LaunchDarkly's is expected")]
    [InlineData("1", "found a number where an object is expected")]
    public void EvaluationReason_OfOtherJson_IsAJsonException(string json, string message) =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<EvaluationReason>(json)).Message.ShouldStartWith(message);

    [Fact]
    public void EvaluationReason_UnknownProperties_AreIgnored() =>
        JsonSerializer.Deserialize<EvaluationReason>("""{"later":{"a":1},"kind":"OFF","ruleId":null}""")
            .ShouldBe(new EvaluationReason { Kind = EvaluationReasonKind.Off });

    [Fact]
    public void EvaluationDetail_OfEachType_RoundTrips()
    {
        const string Reason = "\"reason\":{\"kind\":\"RULE_MATCH\",\"ruleIndex\":0,\"ruleId\":\"r\",\"inExperiment\":true,"
            + "\"bigSegmentsStatus\":\"STORE_ERROR\"}}";
        foreach (var way in Ways)
        {
            Check(new EvaluationDetail<bool>(true, 1, RuleMatch), "{\"value\":true,\"variationIndex\":1," + Reason, way);
            Check(new EvaluationDetail<string>("a", null, RuleMatch), "{\"value\":\"a\",\"variationIndex\":null," + Reason, way);
            Check(
                new EvaluationDetail<FlagValue>(FlagValue.Parse("[1]"), 0, RuleMatch),
                "{\"value\":[1],\"variationIndex\":0," + Reason,
                way);
        }

        // Also by those who do not ask for names in camel case.
        JsonSerializer.Serialize(new EvaluationDetail<int>(3, 0, RuleMatch)).ShouldBe("{\"value\":3,\"variationIndex\":0," + Reason);
    }

    [Fact]
    public async Task AllFlagsState_Serialized_IsTheBootstrapOfTheBrowserSdk()
    {
        var data = new TestData();
        data.Update(data.Flag("f").FallthroughVariation(true));
        await using var client = await FlagClient.OpenTestDataAsync(data, cancellationToken: Cancellation);
        var state = client.AllFlagsState(EvaluationContext.New("u"));
        foreach (var way in Ways)
        {
            Write(state, way).ShouldBe("""{"f":true,"$flagsState":{"f":{"variation":0,"version":1}},"$valid":true}""");
            Should.Throw<NotSupportedException>(() => JsonSerializer.Deserialize("{}", TypeOf<AllFlagsState>(way)))
                .Message.ShouldStartWith("AllFlagsState can be written as JSON, but not read; read it as FlagObject, or make one with ");
        }
    }

    [Fact]
    public void FlagsAndSegments_AsLaunchDarklyWritesThem_RoundTrip()
    {
        var set = FlagSetJson.Parse("""{"flags":{"f":{"version":2}},"segments":{"s":{"version":3,"included":["u"]}}}"""u8);
        foreach (var way in Ways)
        {
            var flag = JsonSerializer.Deserialize(Flag, TypeOf<FeatureFlag>(way))!;
            Write(flag, way).ShouldBe(WrittenByHand(writer => FlagJson.Write(writer, flag)));
            flag.Variations.ShouldBe(["a", FlagValue.Parse("1.50")]);

            var segment = set.Segments["s"];
            Write(JsonSerializer.Deserialize(Write(segment, way), TypeOf<Segment>(way))!, way)
                .ShouldBe(WrittenByHand(writer => SegmentJson.Write(writer, segment)));

            var written = Write(set, way);
            Write(JsonSerializer.Deserialize(written, TypeOf<FlagSet>(way))!, way).ShouldBe(written);
            written.ShouldBe(WrittenByHand(writer => FlagSetJson.Write(writer, set)));
            written.ShouldStartWith("""{"flags":{"f":{"key":"f",""");
        }

        Should.Throw<JsonException>(() => JsonSerializer.Deserialize("""{"on":"maybe"}""", TypeOf<FeatureFlag>(Ways[0])))
            .Message.ShouldStartWith("found a string where true or false is expected");
    }

    [Fact]
    public void FlagObject_Any_RoundTrips()
    {
        const string Json = """{"b":1,"a":{"c":[]}}""";
        foreach (var way in Ways)
        {
            Write(JsonSerializer.Deserialize(Json, TypeOf<FlagObject>(way))!, way).ShouldBe(Json);
        }

        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<FlagObject>("[]"))
            .Message.ShouldStartWith("found an array where an object is expected");
    }

    [Fact]
    public void Names_OfWhatReasonsAndMigrationsHave_AreLaunchDarklys()
    {
        foreach (var stage in Enum.GetValues<MigrationStage>())
        {
            JsonSerializer.Serialize(stage).ShouldBe($"\"{MigrationStages.NameOf(stage)}\"");
        }

        Enum.GetValues<EvaluationReasonKind>().ShouldAllBe(
            kind => JsonSerializer.Serialize(kind) == $"\"{EvaluationReason.NameOf(kind)}\"");
        Enum.GetValues<BigSegmentsStatus>().ShouldAllBe(
            status => JsonSerializer.Serialize(status) == $"\"{EvaluationReason.NameOf(status)}\"");
        Enum.GetValues<EvaluationErrorKind>().ShouldAllBe(
            kind => JsonSerializer.Serialize(kind) == $"\"{EvaluationReason.NameOf(kind) ?? "NONE"}\"");
        JsonSerializer.Serialize(MigrationOrigin.New).ShouldBe("\"new\"");
        JsonSerializer.Serialize(MigrationOperation.Write).ShouldBe("\"write\"");
    }

    private static void Check<T>(EvaluationDetail<T> detail, string json, JsonSerializerOptions way)
    {
        Write(detail, way).ShouldBe(json);
        JsonSerializer.Deserialize(json, TypeOf<EvaluationDetail<T>>(way)).ShouldBe(detail);
    }

    private static JsonTypeInfo<T> TypeOf<T>(JsonSerializerOptions way) => (JsonTypeInfo<T>)way.GetTypeInfo(typeof(T));

    private static string Write<T>(T value, JsonSerializerOptions way) => JsonSerializer.Serialize(value, TypeOf<T>(way));

    private static string WrittenByHand(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            write(writer);
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    [JsonSourceGenerationOptions(
        JsonSerializerDefaults.Web,
        Converters = [typeof(FeatureFlagConverter), typeof(SegmentConverter), typeof(FlagSetConverter)])]
    [JsonSerializable(typeof(FlagValue))]
    [JsonSerializable(typeof(FlagObject))]
    [JsonSerializable(typeof(EvaluationContext))]
    [JsonSerializable(typeof(EvaluationReason))]
    [JsonSerializable(typeof(EvaluationDetail<bool>))]
    [JsonSerializable(typeof(EvaluationDetail<string>))]
    [JsonSerializable(typeof(EvaluationDetail<FlagValue>))]
    [JsonSerializable(typeof(AllFlagsState))]
    [JsonSerializable(typeof(FeatureFlag))]
    [JsonSerializable(typeof(Segment))]
    [JsonSerializable(typeof(FlagSet))]
    private sealed partial class Generated : JsonSerializerContext;
}
