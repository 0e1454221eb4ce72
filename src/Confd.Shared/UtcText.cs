using System.Globalization;

namespace Confd.Shared;

/// <summary>Formats times for messages, independent of the culture and time zone of the process: <c>2026-05-01T12:00:00Z</c>.</summary>
internal static class UtcText
{
    /// <summary>With seconds.</summary>
    public static string Of(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
