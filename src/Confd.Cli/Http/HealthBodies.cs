using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Confd.Backends;

namespace Confd.Cli.Http;

/// <summary>The bodies of <c>/ready</c> and <c>/ready/detailed</c>.</summary>
internal static class HealthBodies
{
    /// <summary>One line: <c>ok</c>, or what is wrong.</summary>
    public static string Plain(BackendHealth health) => health.IsHealthy ? "ok" : "backend unhealthy: " + health.Reason;

    /// <summary>The original's JSON object and a newline.</summary>
    public static string Detailed(BackendHealth health)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteBoolean("healthy", health.IsHealthy);
        json.WriteString("message", health.Message);
        json.WriteNumber("duration_ms", (long)health.Duration.TotalMilliseconds);
        json.WriteStartObject("details");
        foreach (var (key, value) in health.Details.OrderBy(detail => detail.Key, StringComparer.Ordinal))
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
        json.WriteString("checked_at", health.CheckedAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture));
        json.WriteEndObject();
        json.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }
}
