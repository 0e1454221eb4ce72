namespace Confd.Flags.DynamoDb;

/// <summary>How a store writes its rows. Rows of either layout are always readable.</summary>
public enum FlagTableLayout
{
    /// <summary>LaunchDarkly's own: the item as JSON text in one attribute. Every LaunchDarkly SDK reads it.</summary>
    Official = 0,

    /// <summary>
    /// That of <c>mlafeldt/launchdarkly-dynamo-store</c> for the Go SDK v4: one attribute for each JSON property. Flags and segments
    /// only, no prefix, no mark.
    /// </summary>
    Community,
}
