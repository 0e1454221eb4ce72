using Amazon.DynamoDBv2.Model;
using Confd.Flags.DynamoDb.Rows;

namespace Confd.Flags.DynamoDb;

/// <summary>By which attributes a kind of row is known as one that a flag table has.</summary>
/// <param name="attributes">It has at least one of them; none: the key attributes do.</param>
internal sealed class RowOwner(params string[] attributes)
{
    /// <summary>Flags and segments of either layout. One of the two may be missing or broken.</summary>
    public static RowOwner Item { get; } = new(Attributes.Version, Attributes.Item);

    /// <summary>Parts of large items.</summary>
    public static RowOwner Part { get; } = new(Attributes.Part);

    /// <summary>The row that names the source.</summary>
    public static RowOwner Source { get; } = new(Attributes.Source);

    /// <summary>The mark, which has nothing but its keys.</summary>
    public static RowOwner Mark { get; } = new();

    /// <summary>The condition in DynamoDB's words; null: none.</summary>
    public string? Express(Dictionary<string, string> names)
    {
        foreach (var attribute in attributes)
        {
            names["#" + attribute] = attribute;
        }

        return attributes.Length == 0 ? null : string.Join(" OR ", attributes.Select(attribute => $"attribute_exists(#{attribute})"));
    }

    /// <summary>True for a row that the condition holds of.</summary>
    public bool Owns(Dictionary<string, AttributeValue> row) => attributes.Length == 0 || attributes.Any(row.ContainsKey);
}
