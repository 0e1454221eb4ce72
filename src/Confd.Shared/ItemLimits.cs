namespace Confd.Shared;

/// <summary>Limits of DynamoDB, in bytes: developer guide, "Quotas".</summary>
internal static class ItemLimits
{
    /// <summary>400 KB, names and values of all attributes.</summary>
    public const int Bytes = 400 * 1024;

    /// <summary>The longest partition key, in UTF-8.</summary>
    public const int PartitionKeyBytes = 2048;

    /// <summary>The longest sort key, in UTF-8.</summary>
    public const int SortKeyBytes = 1024;
}
