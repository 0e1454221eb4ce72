using System.Buffers;
using System.Text.Json;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Migrations;

namespace Confd.Flags.Events;

/// <summary>Writes events in the format of LaunchDarkly's service: schema version 4, with inline contexts.</summary>
internal sealed class EventJson(FlagEventOptions options)
{
    /// <summary>The version of the schema, for the header.</summary>
    public const string SchemaVersion = "4";

    private static readonly JsonWriterOptions WriterOptions = new() { SkipValidation = true };

    private readonly EventContextJson _contexts = new(options);

    /// <summary>The JSON array of all events in the payload that can be written.</summary>
    /// <param name="payload">The events.</param>
    /// <param name="lost">The number of events that cannot: a program's values may be nested deeper than JSON can be written.</param>
    public ReadOnlyMemory<byte> ToUtf8(EventPayload payload, out int lost)
    {
        lost = 0;
        if (TryWrite(payload.Events, payload.Summary) is { } all)
        {
            return all;
        }

        var events = payload.Events.Where(one => TryWrite([one], summary: null) is not null).ToList();
        var summary = payload.Summary is { } counted && TryWrite([], counted) is not null ? payload.Summary : null;
        lost = payload.Events.Count - events.Count + (summary == payload.Summary ? 0 : 1);
        return TryWrite(events, summary) ?? "[]"u8.ToArray();
    }

    private ReadOnlyMemory<byte>? TryWrite(IEnumerable<QueuedEvent> events, EventSummary? summary)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new Utf8JsonWriter(output, WriterOptions);
        try
        {
            writer.WriteStartArray();
            foreach (var (kind, flagEvent) in events)
            {
                writer.WriteStartObject();
                Write(writer, kind, flagEvent);
                writer.WriteEndObject();
            }

            summary?.WriteTo(writer);
            writer.WriteEndArray();
            writer.Flush();
            return output.WrittenMemory;
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            // Nested too deeply, say. Events are written one by one then, so that one does not lose the others.
            return null;
        }
        finally
        {
            writer.Reset();
            writer.Dispose();
        }
    }

    private void Write(Utf8JsonWriter writer, QueuedEventKind kind, FlagEvent flagEvent)
    {
        writer.WriteString("kind"u8, NameOf(kind));
        writer.WriteNumber("creationDate"u8, flagEvent.Time.ToUnixTimeMilliseconds());
        writer.WritePropertyName("context"u8);
        _contexts.Write(
            writer, flagEvent.Context, hidesAnonymous: kind is QueuedEventKind.Feature
                or QueuedEventKind.Custom
                or QueuedEventKind.Migration);
        switch (flagEvent)
        {
            case EvaluationEvent evaluation when kind is QueuedEventKind.Feature or QueuedEventKind.Debug:
                Write(writer, evaluation);
                break;
            case CustomEvent custom when kind == QueuedEventKind.Custom:
                Write(writer, custom);
                break;
            case MigrationEvent migration when kind == QueuedEventKind.Migration:
                Write(writer, migration);
                break;
        }
    }

    private static void Write(Utf8JsonWriter writer, EvaluationEvent evaluation)
    {
        var (value, variation, reason) = evaluation.Detail;
        var isExperimentData = evaluation.Flag?.IsExperimentData(reason) == true;
        WriteResult(writer, evaluation.FlagKey, evaluation.Flag?.Version, variation, value);
        if (evaluation.PrerequisiteOf is { } dependent)
        {
            writer.WriteString("prereqOf"u8, dependent);
        }
        else
        {
            writer.WritePropertyName("default"u8);
            FlagValueJson.Write(writer, evaluation.Default);
        }

        if (evaluation.IncludesReason || isExperimentData)
        {
            writer.WritePropertyName("reason"u8);
            reason.WriteTo(writer);
        }

        WriteRatio(writer, evaluation.Flag?.Tracking.SamplingRatio);
    }

    private static void Write(Utf8JsonWriter writer, CustomEvent custom)
    {
        writer.WriteString("key"u8, custom.Key);
        if (!custom.Data.IsNull)
        {
            writer.WritePropertyName("data"u8);
            FlagValueJson.Write(writer, custom.Data);
        }

        if (custom.Metric is { } metric && double.IsFinite(metric))
        {
            writer.WriteNumber("metricValue"u8, metric);
        }
    }

    private static void Write(Utf8JsonWriter writer, MigrationEvent migration)
    {
        writer.WriteString("operation"u8, migration.Operation == MigrationOperation.Read ? "read"u8 : "write"u8);
        WriteRatio(writer, migration.Flag?.Tracking.SamplingRatio);
        writer.WriteStartObject("evaluation"u8);
        WriteResult(writer, migration.FlagKey, migration.Flag?.Version, migration.Detail.VariationIndex, migration.Detail.Value);
        if (Enum.IsDefined(migration.Default))
        {
            writer.WriteString("default"u8, MigrationStages.NameOf(migration.Default));
        }
        else
        {
            // A program may convert any number; such a stage has no name.
            writer.WriteNull("default"u8);
        }

        writer.WritePropertyName("reason"u8);
        migration.Detail.Reason.WriteTo(writer);
        writer.WriteEndObject();
        writer.WriteStartArray("measurements"u8);
        WriteMeasurement(writer, migration, "invoked", static _ => true, static (writer, name, _) => writer.WriteBoolean(name, true));
        WriteMeasurement(
            writer,
            migration,
            "latency_ms",
            static measured => measured.Latency is not null,
            static (writer, name, measured) => writer.WriteNumber(name, Math.Round(measured.Latency!.Value.TotalMilliseconds, 3)));
        WriteMeasurement(
            writer, migration, "error", static measured => measured.HasFailed, static (writer, name, _) => writer.WriteBoolean(name, true));
        if (migration.IsConsistent is { } isConsistent)
        {
            writer.WriteStartObject();
            writer.WriteString("key"u8, "consistent"u8);
            writer.WriteBoolean("value"u8, isConsistent);
            WriteRatio(writer, migration.Flag?.Tracking.MigrationCheckRatio);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteMeasurement(
        Utf8JsonWriter writer,
        MigrationEvent migration,
        string key,
        Func<MigrationMeasurement, bool> has,
        Action<Utf8JsonWriter, string, MigrationMeasurement> write)
    {
        (string Name, MigrationMeasurement? Measured)[] both = [("old", migration.Old), ("new", migration.New)];
        if (!both.Any(one => one.Measured is { } measured && has(measured)))
        {
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("key"u8, key);
        writer.WriteStartObject("values"u8);
        foreach (var (name, measured) in both)
        {
            if (measured is not null && has(measured))
            {
                write(writer, name, measured);
            }
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter writer, string flagKey, long? version, int? variation, FlagValue value)
    {
        writer.WriteString("key"u8, flagKey);
        if (version is { } number)
        {
            writer.WriteNumber("version"u8, number);
        }

        if (variation is { } index)
        {
            writer.WriteNumber("variation"u8, index);
        }

        writer.WritePropertyName("value"u8);
        FlagValueJson.Write(writer, value);
    }

    private static void WriteRatio(Utf8JsonWriter writer, long? ratio)
    {
        if (ratio is { } number and not 1)
        {
            writer.WriteNumber("samplingRatio"u8, number);
        }
    }

    private static string NameOf(QueuedEventKind kind) => kind switch
    {
        QueuedEventKind.Index => "index",
        QueuedEventKind.Feature => "feature",
        QueuedEventKind.Debug => "debug",
        QueuedEventKind.Identify => "identify",
        QueuedEventKind.Custom => "custom",
        _ => "migration_op",
    };
}
