namespace Confd.Flags.DynamoDb;

/// <summary>How to treat an item that is larger than a row of DynamoDB can be (400 KB, names included).</summary>
public enum OversizedItems
{
    /// <summary>It is rejected with an error that states its key and size; the stored item stays.</summary>
    Refuse = 0,

    /// <summary>
    /// It is stored in several rows. Readers of this library get the whole item, in its old or its new version; LaunchDarkly's SDKs read it
    /// as deleted. Official layout only.
    /// </summary>
    StoreInParts,
}
