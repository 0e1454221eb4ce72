namespace Confd.Flags.DynamoDb;

/// <summary>What becomes of an item that is larger than a row of DynamoDB can be (400 KB, names included).</summary>
public enum OversizedItems
{
    /// <summary>It is refused with an error that names its key and size; what was stored before stays.</summary>
    Refuse = 0,

    /// <summary>
    /// It is stored in several rows. Readers of this library see it whole, in its old or its new version; to LaunchDarkly's SDKs it looks
    /// deleted. Official layout only.
    /// </summary>
    StoreInParts,
}
