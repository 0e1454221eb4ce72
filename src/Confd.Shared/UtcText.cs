using System.Globalization;

namespace Confd.Shared;

/// <summary>Times as messages show them, whatever the culture and the time zone of the process: <c>2026-05-01T12:00:00Z</c>.</summary>
internal static class UtcText
{
    /// <summary>To the second.</summary>
    public static string Of(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
