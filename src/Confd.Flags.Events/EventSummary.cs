using System.Text.Json;
using Confd.Flags.Contexts;

namespace Confd.Flags.Events;

/// <summary>The number of evaluations of each flag by result. Not thread-safe.</summary>
internal sealed class EventSummary
{
    private readonly Dictionary<string, FlagCounters> _flags = new(StringComparer.Ordinal);
    private DateTimeOffset _start = DateTimeOffset.MaxValue;
    private DateTimeOffset _end = DateTimeOffset.MinValue;

    public bool IsEmpty => _flags.Count == 0;

    public void Add(EvaluationEvent evaluation)
    {
        _start = evaluation.Time < _start ? evaluation.Time : _start;
        _end = evaluation.Time > _end ? evaluation.Time : _end;
        if (!_flags.TryGetValue(evaluation.FlagKey, out var flag))
        {
            _flags.Add(evaluation.FlagKey, flag = new FlagCounters(evaluation.Default));
        }

        flag.Add(evaluation);
    }

    /// <summary>Writes <c>{"kind":"summary","startDate":…,"endDate":…,"features":{…}}</c>.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("kind"u8, "summary"u8);
        writer.WriteNumber("startDate"u8, _start.ToUnixTimeMilliseconds());
        writer.WriteNumber("endDate"u8, _end.ToUnixTimeMilliseconds());
        writer.WriteStartObject("features"u8);
        foreach (var (key, flag) in _flags)
        {
            writer.WritePropertyName(key);
            flag.WriteTo(writer);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private sealed class FlagCounters(FlagValue defaultValue)
    {
        private readonly Dictionary<CounterKey, Counter> _counters = [];
        private readonly SortedSet<string> _kinds = new(StringComparer.Ordinal);

        public void Add(EvaluationEvent evaluation)
        {
            foreach (var part in evaluation.Context.Parts)
            {
                _kinds.Add(part.Kind);
            }

            var key = new CounterKey(evaluation.Flag?.Version, evaluation.Detail.VariationIndex);
            if (!_counters.TryGetValue(key, out var counter))
            {
                _counters.Add(key, counter = new Counter(evaluation.Detail.Value));
            }

            counter.Count++;
        }

        public void WriteTo(Utf8JsonWriter writer)
        {
            writer.WriteStartObject();
            writer.WritePropertyName("default"u8);
            FlagValueJson.Write(writer, defaultValue);
            writer.WriteStartArray("counters"u8);
            foreach (var (key, counter) in _counters)
            {
                WriteCounter(writer, key, counter);
            }

            writer.WriteEndArray();
            writer.WriteStartArray("contextKinds"u8);
            foreach (var kind in _kinds)
            {
                writer.WriteStringValue(kind);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        private static void WriteCounter(Utf8JsonWriter writer, CounterKey key, Counter counter)
        {
            writer.WriteStartObject();
            writer.WritePropertyName("value"u8);
            FlagValueJson.Write(writer, counter.Value);
            if (key.Variation is { } variation)
            {
                writer.WriteNumber("variation"u8, variation);
            }

            if (key.Version is { } version)
            {
                writer.WriteNumber("version"u8, version);
            }
            else
            {
                writer.WriteBoolean("unknown"u8, true);
            }

            writer.WriteNumber("count"u8, counter.Count);
            writer.WriteEndObject();
        }
    }

    // A null version stands for an unknown flag.
    private readonly record struct CounterKey(long? Version, int? Variation);

    private sealed class Counter(FlagValue value)
    {
        public FlagValue Value { get; } = value;

        public long Count { get; set; }
    }
}
