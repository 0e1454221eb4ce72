using System.Collections.Immutable;
using System.Text.Json;
using Confd.Flags.Contexts;
using Confd.Flags.Model;
using Confd.Flags.Text;

namespace Confd.Flags.Json;

/// <summary>Reads and writes flags in LaunchDarkly's JSON.</summary>
/// <remarks>Absent, null and empty are equivalent. Unknown properties are skipped on reading, and so are absent when written.</remarks>
public static partial class FlagJson
{
    /// <summary>Parses a text that is one flag.</summary>
    /// <param name="utf8Json">The JSON object.</param>
    /// <param name="key">The key where the object has none, as in some SDKs' tombstones.</param>
    /// <exception cref="FlagFormatException">The text is not valid JSON, or a property has the wrong type.</exception>
    public static FeatureFlag Parse(ReadOnlySpan<byte> utf8Json, string? key = null)
    {
        var flag = JsonReading.ReadWhole(utf8Json, ReadElement);
        return flag.Key.Length == 0 && key is not null ? flag with { Key = key } : flag;
    }

    /// <summary>Reads the flag at the reader's position.</summary>
    /// <exception cref="FlagFormatException">The text is not valid JSON, or a property has the wrong type.</exception>
    public static FeatureFlag Read(ref Utf8JsonReader reader) => JsonReading.ReadHere(ref reader, ReadElement);

    /// <summary>As the public method; for use within a larger reading, which handles invalid JSON.</summary>
    internal static FeatureFlag ReadElement(ref Utf8JsonReader reader)
    {
        var flag = new FlagParts();
        flag.Read(ref reader);
        return flag.Build();
    }

    private static VariationOrRollout ReadFallthrough(ref Utf8JsonReader reader)
    {
        if (reader.IsNullOrExpectObject())
        {
            return default;
        }

        var serve = default(VariationOrRollout);
        while (reader.NextProperty())
        {
            if (!TryReadServe(ref reader, ref serve))
            {
                reader.Skip();
            }
        }

        return serve;
    }

    private static bool TryReadServe(ref Utf8JsonReader reader, ref VariationOrRollout serve)
    {
        if (reader.Is("variation"u8))
        {
            serve = serve with { Variation = reader.ReadInt32OrNull() };
            return true;
        }

        if (reader.Is("rollout"u8))
        {
            serve = serve with { Rollout = ModelReading.ReadRollout(ref reader) };
            return true;
        }

        return false;
    }

    private static Rule ReadRule(ref Utf8JsonReader reader)
    {
        reader.ExpectObject();
        string? id = null;
        var tracksEvents = false;
        var serve = default(VariationOrRollout);
        ImmutableArray<Clause> clauses = [];
        while (reader.NextProperty())
        {
            if (reader.Is("id"u8))
            {
                id = reader.ReadStringOrNull();
            }
            else if (reader.Is("clauses"u8))
            {
                clauses = reader.ReadList(ModelReading.ReadClause);
            }
            else if (reader.Is("trackEvents"u8))
            {
                tracksEvents = reader.ReadBoolean();
            }
            else if (!TryReadServe(ref reader, ref serve))
            {
                reader.Skip();
            }
        }

        return new Rule { Id = string.IsNullOrEmpty(id) ? null : id, Clauses = clauses, Serve = serve, TracksEvents = tracksEvents };
    }

    private static Prerequisite ReadPrerequisite(ref Utf8JsonReader reader)
    {
        reader.ExpectObject();
        var key = "";
        var variation = 0;
        while (reader.NextProperty())
        {
            if (reader.Is("key"u8))
            {
                key = reader.ReadStringOrNull() ?? "";
            }
            else if (reader.Is("variation"u8))
            {
                variation = reader.ReadInt32OrNull() ?? 0;
            }
            else
            {
                reader.Skip();
            }
        }

        return new Prerequisite(key, variation);
    }

    private static long? ReadMigration(ref Utf8JsonReader reader)
    {
        if (reader.IsNullOrExpectObject())
        {
            return null;
        }

        long? checkRatio = null;
        while (reader.NextProperty())
        {
            if (reader.Is("checkRatio"u8))
            {
                checkRatio = reader.ReadInt64OrNull();
            }
            else
            {
                reader.Skip();
            }
        }

        return checkRatio;
    }

    // No evaluation depends on it: values of other types are ignored, as in the Node and .NET SDKs.
    private static ClientSideAvailability? ReadAvailability(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        var availability = new ClientSideAvailability(false, false);
        while (reader.NextProperty())
        {
            if (reader.Is("usingMobileKey"u8))
            {
                availability = availability with { UsingMobileKey = reader.ReadAsBoolean() };
            }
            else if (reader.Is("usingEnvironmentId"u8))
            {
                availability = availability with { UsingEnvironmentId = reader.ReadAsBoolean() };
            }
            else
            {
                reader.Skip();
            }
        }

        return availability;
    }

    // The properties that have been read of a flag.
    private sealed class FlagParts : ModelParts
    {
        public bool IsOn { get; private set; }

        public ImmutableArray<FlagValue> Variations { get; private set; } = [];

        public int? OffVariation { get; private set; }

        public VariationOrRollout Fallthrough { get; private set; }

        public ImmutableArray<Prerequisite> Prerequisites { get; private set; } = [];

        public ImmutableArray<Target> Targets { get; private set; } = [];

        public ImmutableArray<Target> ContextTargets { get; private set; } = [];

        public ImmutableArray<Rule> Rules { get; private set; } = [];

        public FlagTracking Tracking { get; private set; } = FlagTracking.None;

        public FeatureFlag Build() => new()
        {
            Key = Key,
            Version = Version,
            IsDeleted = IsDeleted,
            IsOn = IsOn,
            Salt = Salt,
            Variations = Variations,
            OffVariation = OffVariation,
            Fallthrough = Fallthrough,
            Prerequisites = Prerequisites,
            Targets = Targets,
            ContextTargets = ContextTargets,
            Rules = Rules,
            Tracking = Tracking,
        };

        protected override bool TryReadOwn(ref Utf8JsonReader reader) => TryReadServing(ref reader) || TryReadTracking(ref reader);

        private bool TryReadServing(ref Utf8JsonReader reader)
        {
            if (reader.Is("on"u8))
            {
                IsOn = reader.ReadBoolean();
            }
            else if (reader.Is("variations"u8))
            {
                Variations = reader.ReadList(FlagValueJson.ReadValue);
            }
            else if (reader.Is("offVariation"u8))
            {
                OffVariation = reader.ReadInt32OrNull();
            }
            else if (reader.Is("fallthrough"u8))
            {
                Fallthrough = ReadFallthrough(ref reader);
            }
            else if (reader.Is("prerequisites"u8))
            {
                Prerequisites = reader.ReadList(ReadPrerequisite);
            }
            else if (reader.Is("targets"u8))
            {
                Targets = reader.ReadList(ModelReading.ReadTarget);
            }
            else if (reader.Is("contextTargets"u8))
            {
                ContextTargets = reader.ReadList(ModelReading.ReadTarget);
            }
            else if (reader.Is("rules"u8))
            {
                Rules = reader.ReadList(ReadRule);
            }
            else
            {
                return false;
            }

            return true;
        }

        private bool TryReadTracking(ref Utf8JsonReader reader)
        {
            if (reader.Is("trackEvents"u8))
            {
                Tracking = Tracking with { TracksEvents = reader.ReadBoolean() };
            }
            else if (reader.Is("trackEventsFallthrough"u8))
            {
                Tracking = Tracking with { TracksFallthrough = reader.ReadBoolean() };
            }
            else if (reader.Is("debugEventsUntilDate"u8))
            {
                Tracking = Tracking with { DebugEventsUntil = reader.ReadInt64OrNull() };
            }
            else if (reader.Is("excludeFromSummaries"u8))
            {
                Tracking = Tracking with { IsExcludedFromSummaries = reader.ReadBoolean() };
            }
            else if (reader.Is("samplingRatio"u8))
            {
                Tracking = Tracking with { SamplingRatio = reader.ReadInt64OrNull() };
            }
            else if (reader.Is("migration"u8))
            {
                Tracking = Tracking with { MigrationCheckRatio = ReadMigration(ref reader) };
            }
            else if (reader.Is("clientSide"u8))
            {
                Tracking = Tracking with { IsClientSide = reader.ReadBoolean() };
            }
            else if (reader.Is("clientSideAvailability"u8))
            {
                Tracking = Tracking with { ClientSideAvailability = ReadAvailability(ref reader) };
            }
            else
            {
                return false;
            }

            return true;
        }
    }
}
