using System.Text.Json;

namespace Confd.DynamoDb.History;

/// <summary>One change of one key.</summary>
/// <param name="Key">The key.</param>
/// <param name="At">When it was written, to the second, by DynamoDB's clock.</param>
/// <param name="Before">What it was.</param>
/// <param name="After">What it is since.</param>
public sealed record KeyChange(string Key, DateTimeOffset At, KeyState Before, KeyState After)
{
    /// <summary>Who wrote it, as the writer said; null where none did: other programs do not.</summary>
    public Journal.JournalNote? Note { get; init; }

    /// <summary>All attributes of the item before, in DynamoDB's JSON; null where there was none or they are unknown.</summary>
    public JsonElement? ItemBefore { get; init; }

    /// <summary>All attributes of the item since, in DynamoDB's JSON; null where there is none or they are unknown.</summary>
    public JsonElement? ItemAfter { get; init; }
}
