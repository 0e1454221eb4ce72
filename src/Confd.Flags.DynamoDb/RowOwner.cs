using Amazon.DynamoDBv2.Model;
using Confd.Flags.DynamoDb.Rows;

namespace Confd.Flags.DynamoDb;

/// <summary>The attributes by which a row is recognized as one of a flag table.</summary>
/// <param name="attributes">The row has at least one of them; none: the key attributes suffice.</param>
internal sealed class RowOwner(params string[] attributes)
{
    /// <summary>Flags and segments of either layout. One of the two attributes may be missing or invalid.</summary>
    public static RowOwner Item { get; } = new(Attributes.Version, Attributes.Item);

    /// <summary>Parts of large items.</summary>
    public static RowOwner Part { get; } = new(Attributes.Part);

    /// <summary>The row that names the source.</summary>
    public static RowOwner Source { get; } = new(Attributes.Source);

    /// <summary>The mark, which has only its keys.</summary>
    public static RowOwner Mark { get; } = new();

    /// <summary>The condition as a DynamoDB expression; null: none.</summary>
    public string? Express(Dictionary<string, string> names)
    {
        foreach (var attribute in attributes)
        {
            names["#" + attribute] = attribute;
        }

        return attributes.Length == 0 ? null : string.Join(" OR ", attributes.Select(attribute => $"attribute_exists(#{attribute})"));
    }

    /// <summary>True if the condition holds for the row.</summary>
    public bool Owns(Dictionary<string, AttributeValue> row) => attributes.Length == 0 || attributes.Any(row.ContainsKey);
}
