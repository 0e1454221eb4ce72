using System.Globalization;
using Amazon.DynamoDBv2.Model;

namespace Confd.Flags.DynamoDb.Rows;

/// <summary>Times in rows: a number of milliseconds.</summary>
internal static class RowTime
{
    // The last one of the calendar; a row may hold any number.
    private static readonly long LastMillisecond = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    public static AttributeValue Write(DateTimeOffset time) =>
        new() { N = time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture) };

    /// <summary>A time in a row; null where it has none.</summary>
    public static DateTimeOffset? Read(Dictionary<string, AttributeValue>? row, string attribute) =>
        long.TryParse(row?.GetValueOrDefault(attribute)?.N, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
        && milliseconds <= LastMillisecond
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;
}
