using System.Globalization;

namespace Confd.Flags.DynamoDb.Rows;

/// <summary>Refers to the parts of one version of one item.</summary>
/// <param name="Version">The item's version.</param>
/// <param name="Id">Unique for each write: parts are never overwritten, so a reader cannot mix versions.</param>
/// <param name="Count">The number of parts.</param>
internal sealed record PartsReference(long Version, string Id, int Count)
{
    /// <summary>More than any item has: some 390 MB.</summary>
    public const int MaxCount = 1_000;

    /// <summary>The sort key of one part.</summary>
    public string KeyOf(int index) => string.Create(CultureInfo.InvariantCulture, $"{Id}.{index}");

    /// <summary>The id in a part's sort key.</summary>
    public static string IdIn(string key) => key.Split('.')[0];
}
