using System.Globalization;
using Confd.Cli.Backends;
using Confd.Shared;

namespace Confd.Cli.Http;

/// <summary>The body of <c>/ready/detailed</c>.</summary>
internal static class HealthBodies
{
    /// <summary>The original's JSON object and a newline.</summary>
    public static string Detailed(MeasuredHealth measured) => WrittenJson.TextOf(json =>
    {
        var at = measured.CheckedAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture);
        json.WriteStartObject();
        json.WriteBoolean("healthy", measured.Health.IsHealthy);
        json.WriteString("message", measured.Health.Message);
        json.WriteNumber("duration_ms", (long)measured.Duration.TotalMilliseconds);
        json.WriteStartObject("details");
        foreach (var (key, value) in measured.Health.Details.OrderBy(detail => detail.Key, StringComparer.Ordinal))
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
        json.WriteString("checked_at", at);
        json.WriteEndObject();
    }) + "\n";
}
