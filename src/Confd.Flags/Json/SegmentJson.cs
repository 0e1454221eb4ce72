using System.Collections.Immutable;
using System.Text.Json;
using Confd.Flags.Model;
using Confd.Flags.Text;

namespace Confd.Flags.Json;

/// <summary>Reads and writes segments in LaunchDarkly's JSON.</summary>
/// <remarks>Absent, null and empty are equivalent. Unknown properties are skipped on reading, and so are absent when written.</remarks>
public static partial class SegmentJson
{
    /// <summary>Parses a text that is one segment.</summary>
    /// <param name="utf8Json">The JSON object.</param>
    /// <param name="key">The key where the object has none, as in some SDKs' tombstones.</param>
    /// <exception cref="FlagFormatException">The text is not valid JSON, or a property has the wrong type.</exception>
    public static Segment Parse(ReadOnlySpan<byte> utf8Json, string? key = null)
    {
        var segment = JsonReading.ReadWhole(utf8Json, ReadElement);
        return segment.Key.Length == 0 && key is not null ? segment with { Key = key } : segment;
    }

    /// <summary>Reads the segment at the reader's position.</summary>
    /// <exception cref="FlagFormatException">The text is not valid JSON, or a property has the wrong type.</exception>
    public static Segment Read(ref Utf8JsonReader reader) => JsonReading.ReadHere(ref reader, ReadElement);

    /// <summary>As the public method; for use within a larger reading, which handles invalid JSON.</summary>
    internal static Segment ReadElement(ref Utf8JsonReader reader)
    {
        var segment = new SegmentParts();
        segment.Read(ref reader);
        return segment.Build();
    }

    private static SegmentTarget ReadTarget(ref Utf8JsonReader reader)
    {
        reader.ExpectObject();
        string? contextKind = null;
        var values = KeySet.Empty;
        while (reader.NextProperty())
        {
            if (reader.Is("contextKind"u8))
            {
                contextKind = reader.ReadStringOrNull();
            }
            else if (reader.Is("values"u8))
            {
                values = ModelReading.ReadKeys(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return new SegmentTarget(contextKind, values);
    }

    private static SegmentRule ReadRule(ref Utf8JsonReader reader)
    {
        reader.ExpectObject();
        string? id = null;
        int? weight = null;
        string? bucketBy = null;
        string? rolloutContextKind = null;
        ImmutableArray<Clause> clauses = [];
        while (reader.NextProperty())
        {
            if (reader.Is("id"u8))
            {
                id = reader.ReadAsString();
            }
            else if (reader.Is("clauses"u8))
            {
                clauses = reader.ReadList(ModelReading.ReadClause);
            }
            else if (reader.Is("weight"u8))
            {
                weight = reader.ReadInt32OrNull();
            }
            else if (reader.Is("bucketBy"u8))
            {
                bucketBy = reader.ReadStringOrNull();
            }
            else if (reader.Is("rolloutContextKind"u8))
            {
                rolloutContextKind = reader.ReadStringOrNull();
            }
            else
            {
                reader.Skip();
            }
        }

        return new SegmentRule(clauses, weight, rolloutContextKind, bucketBy) { Id = id };
    }

    // The properties that have been read of a segment.
    private sealed class SegmentParts : ModelParts
    {
        public KeySet Included { get; private set; } = KeySet.Empty;

        public KeySet Excluded { get; private set; } = KeySet.Empty;

        public ImmutableArray<SegmentTarget> IncludedContexts { get; private set; } = [];

        public ImmutableArray<SegmentTarget> ExcludedContexts { get; private set; } = [];

        public ImmutableArray<SegmentRule> Rules { get; private set; } = [];

        public bool IsUnbounded { get; private set; }

        public string? UnboundedContextKind { get; private set; }

        public long? Generation { get; private set; }

        public Segment Build() => new()
        {
            Key = Key,
            Version = Version,
            IsDeleted = IsDeleted,
            Salt = Salt,
            Included = Included,
            Excluded = Excluded,
            IncludedContexts = IncludedContexts,
            ExcludedContexts = ExcludedContexts,
            Rules = Rules,
            IsUnbounded = IsUnbounded,
            UnboundedContextKind = UnboundedContextKind,
            Generation = Generation,
        };

        protected override bool TryReadOwn(ref Utf8JsonReader reader) => TryReadMembers(ref reader) || TryReadUnbounded(ref reader);

        private bool TryReadMembers(ref Utf8JsonReader reader)
        {
            if (reader.Is("included"u8))
            {
                Included = ModelReading.ReadKeys(ref reader);
            }
            else if (reader.Is("excluded"u8))
            {
                Excluded = ModelReading.ReadKeys(ref reader);
            }
            else if (reader.Is("includedContexts"u8))
            {
                IncludedContexts = reader.ReadList(ReadTarget);
            }
            else if (reader.Is("excludedContexts"u8))
            {
                ExcludedContexts = reader.ReadList(ReadTarget);
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

        private bool TryReadUnbounded(ref Utf8JsonReader reader)
        {
            if (reader.Is("unbounded"u8))
            {
                IsUnbounded = reader.ReadBoolean();
            }
            else if (reader.Is("unboundedContextKind"u8))
            {
                UnboundedContextKind = reader.ReadStringOrNull();
            }
            else if (reader.Is("generation"u8))
            {
                Generation = reader.ReadInt64OrNull();
            }
            else
            {
                return false;
            }

            return true;
        }
    }
}
