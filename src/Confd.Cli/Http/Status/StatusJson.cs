using System.Globalization;
using System.Text.Json;
using Confd.Engine.Observing;
using Confd.Engine.Running;
using Confd.Shared;

namespace Confd.Cli.Http.Status;

/// <summary>The body of <c>/status.json</c>. Times are UTC in ISO 8601; an unknown fact is null.</summary>
internal static class StatusJson
{
    /// <summary>Writes one object.</summary>
    /// <param name="status">The engine.</param>
    /// <param name="figures">The figures of the tables.</param>
    /// <param name="version">The program's version.</param>
    /// <param name="now">The time by the server's clock, to which all other times relate.</param>
    public static ReadOnlyMemory<byte> Write(EngineStatus status, TableFigures figures, string version, DateTimeOffset now) =>
        WrittenJson.Of(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("revision", status.Revision);
            json.WriteString("version", version);
            json.WriteString("mode", NameOf(status.Mode));
            json.WriteBoolean("noop", status.IsNoop);
            json.WriteNumber("interval_seconds", status.Interval.TotalSeconds);
            WriteTime(json, "now", now);
            WriteTime(json, "started_at", status.StartedAt);
            WriteArray(json, "resources", status.Resources, resource => WriteResource(json, resource));
            WriteArray(json, "broken_files", status.BrokenFiles, json.WriteStringValue);
            WriteArray(json, "backends", status.Backends, backend => WriteBackend(json, backend, figures));
            WriteArray(json, "flags", status.FlagSources, source => WriteFlags(json, source));
            WriteArray(json, "changes", status.Changes, change => WriteChange(json, change));
            json.WriteEndObject();
        });

    private static string NameOf(EngineMode mode) => mode switch
    {
        EngineMode.Once => "once",
        EngineMode.Poll => "poll",
        EngineMode.Watch => "watch",
        _ => "starting",
    };

    private static string NameOf(ResourceState state) => state switch
    {
        ResourceState.InSync => "in_sync",
        ResourceState.Changed => "changed",
        ResourceState.OutOfSync => "out_of_sync",
        ResourceState.Failed => "failed",
        _ => "waiting",
    };

    private static void WriteResource(Utf8JsonWriter json, ResourceStatus resource)
    {
        json.WriteStartObject();
        json.WriteString("file", resource.Path);
        json.WriteString("destination", resource.Destination);
        json.WriteString("backend", resource.Backend);
        json.WriteString("state", NameOf(resource.State));
        WriteTime(json, "processed_at", resource.ProcessedAt);
        WriteTime(json, "changed_at", resource.ChangedAt);
        WriteTime(json, "next_at", resource.NextAt);
        json.WriteBoolean("reload_pending", resource.IsReloadPending);
        WriteFailure(json, resource.LastFailure);
        json.WriteEndObject();
    }

    private static void WriteBackend(Utf8JsonWriter json, BackendStatus backend, TableFigures figures)
    {
        json.WriteStartObject();
        json.WriteString("name", backend.Name);
        json.WriteString("table", backend.Table);
        WriteArray(json, "files", backend.Files, json.WriteStringValue);
        WriteBoolean(json, "healthy", backend.IsHealthy);
        json.WriteNumber("resources", backend.Resources);
        WriteNumber(json, "items", backend.Items);
        WriteNumber(json, "read_units", backend.Table is { } read ? figures.ReadUnitsOf(read) : null);
        WriteNumber(json, "stream_lag_seconds", backend.Table is { } streamed ? figures.StreamLagOf(streamed) : null);
        WriteTime(json, "read_at", backend.ReadAt);
        WriteNumber(json, "read_seconds", backend.ReadDuration?.TotalSeconds);
        json.WriteBoolean("watched", backend.IsWatched);
        WriteTime(json, "next_poll_at", backend.NextPollAt);
        WriteFailure(json, backend.LastFailure);
        json.WriteEndObject();
    }

    private static void WriteFlags(Utf8JsonWriter json, FlagSourceStatus source)
    {
        json.WriteStartObject();
        json.WriteString("source", source.Origin);
        WriteBoolean(json, "healthy", source.IsHealthy);
        json.WriteNumber("resources", source.Resources);
        WriteTime(json, "read_at", source.ReadAt);
        WriteFailure(json, source.LastFailure);
        json.WriteEndObject();
    }

    private static void WriteChange(Utf8JsonWriter json, ChangedKey change)
    {
        json.WriteStartObject();
        WriteTime(json, "at", change.At);
        json.WriteString("backend", change.Backend);
        json.WriteString("key", change.Key);
        json.WriteEndObject();
    }

    private static void WriteFailure(Utf8JsonWriter json, StatusFailure? failure)
    {
        if (failure is null)
        {
            json.WriteNull("last_error");
            return;
        }

        json.WriteStartObject("last_error");
        json.WriteString("message", failure.Message);
        WriteTime(json, "at", failure.At);
        json.WriteEndObject();
    }

    private static void WriteArray<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            write(item);
        }

        json.WriteEndArray();
    }

    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time) =>
        json.WriteString(name, time?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));

    private static void WriteNumber(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void WriteBoolean(Utf8JsonWriter json, string name, bool? value)
    {
        if (value is { } isTrue)
        {
            json.WriteBoolean(name, isTrue);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
