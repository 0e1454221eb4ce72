using System.Runtime.InteropServices;
using System.Text.Json;
using Confd.Flags.Sync.LaunchDarkly;
using Confd.Shared;

namespace Confd.Flags.Events;

/// <summary>Diagnostic events of a sender: its settings, then its counts. Never addresses, names or keys; of the SDK key only the last six
/// characters, by which LaunchDarkly identifies it.</summary>
internal sealed class Diagnostics(LaunchDarklyOptions service, FlagEventOptions options, EventBuffer buffer)
{
    private const int SuffixLength = 6;

    private readonly string _id = Guid.NewGuid().ToString();
    private DateTimeOffset _since = options.Clock.GetUtcNow();
    private long _lastCount;

    /// <summary>Records the number of events that were sent together.</summary>
    public void Sent(int count) => Interlocked.Exchange(ref _lastCount, count);

    /// <summary>The first event: <c>diagnostic-init</c>.</summary>
    public ReadOnlyMemory<byte> First() => Write("diagnostic-init", _since, writer =>
    {
        writer.WriteStartObject("sdk"u8);
        writer.WriteString("name"u8, "confd-flags"u8);
        writer.WriteString("version"u8, typeof(Diagnostics).Assembly.GetName().Version?.ToString(fieldCount: 3));
        writer.WriteEndObject();
        writer.WriteStartObject("platform"u8);
        writer.WriteString("name"u8, "dotnet"u8);
        writer.WriteString("osArch"u8, RuntimeInformation.OSArchitecture.ToString());
        writer.WriteString("osName"u8, OperatingSystem.IsLinux() ? "Linux" : OperatingSystem.IsMacOS() ? "MacOS" : "Windows");
        writer.WriteString("osVersion"u8, Environment.OSVersion.Version.ToString());
        writer.WriteEndObject();
        writer.WriteStartObject("configuration"u8);
        writer.WriteBoolean("customEventsURI"u8, service.EventsUri != new LaunchDarklyOptions { SdkKey = "" }.EventsUri);
        writer.WriteBoolean("allAttributesPrivate"u8, options.AllAttributesPrivate);
        writer.WriteNumber("eventsCapacity"u8, options.Capacity);
        writer.WriteNumber("eventsFlushIntervalMillis"u8, Millis(options.FlushInterval));
        writer.WriteNumber("userKeysCapacity"u8, options.ContextKeysCapacity);
        writer.WriteNumber("userKeysFlushIntervalMillis"u8, Millis(options.ContextKeysFlushInterval));
        writer.WriteNumber("diagnosticRecordingIntervalMillis"u8, Millis(options.DiagnosticInterval));
        writer.WriteEndObject();
    });

    /// <summary>The periodic event: <c>diagnostic</c>.</summary>
    public ReadOnlyMemory<byte> Next()
    {
        // Calls the program's function, which may throw: nothing is reset before.
        var attempts = options.StreamInits?.Invoke() ?? [];
        var (since, now) = (_since, options.Clock.GetUtcNow());
        var (dropped, deduplicated) = buffer.TakeCounts();
        _since = now;
        return Write("diagnostic", now, writer =>
        {
            writer.WriteNumber("dataSinceDate"u8, since.ToUnixTimeMilliseconds());
            writer.WriteNumber("droppedEvents"u8, dropped);
            writer.WriteNumber("deduplicatedUsers"u8, deduplicated);
            writer.WriteNumber("eventsInLastBatch"u8, Interlocked.Read(ref _lastCount));
            writer.WriteStartArray("streamInits"u8);
            foreach (var attempt in attempts)
            {
                writer.WriteStartObject();
                writer.WriteNumber("timestamp"u8, attempt.StartedAt.ToUnixTimeMilliseconds());
                writer.WriteNumber("durationMillis"u8, Millis(attempt.Duration));
                writer.WriteBoolean("failed"u8, attempt.HasFailed);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        });
    }

    private static long Millis(TimeSpan time) => (long)time.TotalMilliseconds;

    private ReadOnlyMemory<byte> Write(string kind, DateTimeOffset time, Action<Utf8JsonWriter> writeRest) => WrittenJson.Of(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("kind"u8, kind);
        writer.WriteNumber("creationDate"u8, time.ToUnixTimeMilliseconds());
        writer.WriteStartObject("id"u8);
        writer.WriteString("diagnosticId"u8, _id);
        writer.WriteString("sdkKeySuffix"u8, service.SdkKey.Length > SuffixLength ? service.SdkKey[^SuffixLength..] : "");
        writer.WriteEndObject();
        writeRest(writer);
        writer.WriteEndObject();
    });
}
