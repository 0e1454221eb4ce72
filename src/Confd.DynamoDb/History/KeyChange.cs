using System.Text.Json;

namespace Confd.DynamoDb.History;

/// <summary>One change of one key.</summary>
/// <param name="Key">The key.</param>
/// <param name="At">When it was written, to the second, by DynamoDB's clock.</param>
/// <param name="Before">The state before.</param>
/// <param name="After">The state since.</param>
public sealed record KeyChange(string Key, DateTimeOffset At, KeyState Before, KeyState After)
{
    /// <summary>The author given by the writer; null where none was given: other programs do not give one.</summary>
    public Journal.JournalNote? Note { get; init; }

    /// <summary>All attributes of the item before, in DynamoDB's JSON; null where there was none or they are unknown.</summary>
    public JsonElement? ItemBefore { get; init; }

    /// <summary>All attributes of the item since, in DynamoDB's JSON; null where there is none or they are unknown.</summary>
    public JsonElement? ItemAfter { get; init; }
}
