using System.Text.Json;
using System.Text.Json.Serialization;
using Confd.Flags.Client;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Events;
using Confd.Flags.Model;
using Confd.Flags.Storage;
using Confd.Flags.Validation;

namespace Confd.Flags.Tests.Json;

/// <summary>Every public type that holds data either names its converter, or is one whose own properties say all, as examples
/// show.</summary>
public sealed class PublicDataTests
{
    private static readonly JsonSerializerOptions AsOnTheWeb = new(JsonSerializerDefaults.Web);
    private static readonly DateTimeOffset Time = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    // As an endpoint answers them.
    private static readonly (object Example, string Json)[] Plain =
    [
        (new FlagStoreHealth(IsReadable: true, Time, LastFailure: null) { Problem = new InvalidOperationException("x") },
            """{"isReadable":true,"since":"2026-01-02T03:04:05+00:00","lastFailure":null,"usesLastReading":false}"""),
        (new FlagValueChange("f", FlagValue.Null, FlagValue.Parse("""{"a":1}""")),
            """{"flagKey":"f","before":null,"after":{"a":1}}"""),
        (new BigSegmentStoreStatus(IsAvailable: true, IsStale: false) { SynchronizedOn = Time },
            """{"isAvailable":true,"isStale":false,"synchronizedOn":"2026-01-02T03:04:05+00:00"}"""),
        (new BigSegmentStoreStatusEventArgs(default), """{"status":{"isAvailable":false,"isStale":false,"synchronizedOn":null}}"""),
        (new FlagsChangedEventArgs(["f"]), """{"flagKeys":["f"]}"""),
        (new EvaluationDetail<FlagValue>("a", 0, EvaluationReason.Error(EvaluationErrorKind.WrongType)),
            """{"value":"a","variationIndex":0,"reason":{"kind":"ERROR","errorKind":"WRONG_TYPE"}}"""),
        (new CustomEvent { Time = Time, Context = EvaluationContext.New("u"), Key = "k", Data = true, Metric = 1.5 },
            """{"key":"k","data":true,"metric":1.5,"time":"2026-01-02T03:04:05+00:00","context":{"kind":"user","key":"u"}}"""),
        (new IdentifyEvent { Time = Time, Context = EvaluationContext.New("u") },
            """{"time":"2026-01-02T03:04:05+00:00","context":{"kind":"user","key":"u"}}"""),
        (new FlagDocumentProblem("$.on", "no boolean", IsWarning: false), """{"path":"$.on","message":"no boolean","isWarning":false}"""),
        (new EvaluationStep { Kind = EvaluationStepKind.Flag, Key = "f", Holds = true, Value = "a", Variation = 0 },
            """{"kind":"flag","key":"f","index":null,"holds":true,"exists":true,"bigSegments":null"""
            + ""","clause":null,"value":"a","bucket":null,"reason":null,"variation":0,"steps":[]}"""),
        (new DataKind("features"), """{"name":"features"}"""),
        (new ItemName(DataKind.Features, "f"), """{"kind":{"name":"features"},"key":"f"}"""),
        (new Clause("country", "in", ["NO"]),
            """{"attribute":"country","operatorName":"in","values":["NO"],"contextKind":null,"isNegated":false,"isSegmentMatch":false}"""),
        (AttributeReference.Parse("/a/b"), """{"text":"/a/b","components":["a","b"],"error":null,"isValid":true}"""),
    ];

    // Services, settings, and the internals of flags and stores, which no program returns to its clients.
    private static readonly HashSet<string> NoAnswers = new(StringComparer.Ordinal)
    {
        "AllFlagsOptions", "BigSegmentAnswer", "BigSegmentMembership", "CachedFlagStore", "ClientSideAvailability", "ContextEvaluation",
        "EvaluationContextBuilder", "EvaluationEvent", "EvaluationSeries", "Evaluator", "FlagCacheOptions", "FlagClient",
        "FlagClientOptions", "FlagDataFault", "FlagDataSet", "FlagSnapshot", "FlagSnapshotEventArgs", "FlagTracking", "FlagWatches",
        "FollowingFailure", "KeySet", "KindItems", "MemoryFlagStore", "MigrationEvent", "MigrationMeasurement", "MigrationOrder",
        "MigrationResult", "MigrationTracker", "MigrationVariation", "MigrationWriteResult", "Migrator", "MigratorOptions",
        "OpenFeatureReason", "OpenTelemetryHook", "Prerequisite", "RemovalShare", "Rollout", "Rule", "SegmentRule", "SegmentTarget",
        "StoredChange", "StoredChanges", "Target", "TestData", "TestFlag", "TestFlagRule", "TrackSeries", "VariationOrRollout",
        "VersionedItem", "WeightedVariation",

        // Of these there are converters, which have to be named.
        "FeatureFlag", "FlagSet", "Segment",
    };

    [Fact]
    public void Examples_SerializedWithWebDefaults_ContainEveryProperty()
    {
        foreach (var (example, json) in Plain)
        {
            JsonSerializer.Serialize(example, example.GetType(), AsOnTheWeb).ShouldBe(json);
        }
    }

    [Fact]
    public void PublicDataTypes_Each_HasAnExample()
    {
        var known = Plain.Select(plain => Named(plain.Example.GetType())).ToHashSet();
        var unknown = typeof(FlagClient).Assembly.GetExportedTypes()
            .Where(type => !type.IsInterface && !type.IsAbstract && !type.IsDefined(typeof(JsonConverterAttribute), inherit: false)
                && !typeof(Exception).IsAssignableFrom(type) && !typeof(JsonConverter).IsAssignableFrom(type))
            .Select(Named)
            .Where(name => !known.Contains(name) && !NoAnswers.Contains(name));

        unknown.ShouldBeEmpty("give it a converter, an example above, or the reason why nobody answers it to others");
    }

    private static string Named(Type type) => type.Name.Split('`')[0];
}
