using System.Globalization;
using Amazon.DynamoDBv2.Model;
using Confd.Flags.DynamoDb.Rows;
using Confd.Flags.Sync.LaunchDarkly;
using Confd.Flags.Sync.Reconciling;

namespace Confd.Flags.DynamoDb;

/// <summary>The condition for the stored row of a write, in addition to those that <see cref="FlagRowWriter"/> has for every row.</summary>
internal readonly record struct WriteCondition
{
    /// <summary>There is no row.</summary>
    public static WriteCondition Absent => default;

    /// <summary>No condition.</summary>
    public static WriteCondition Any => new() { IsAny = true };

    /// <summary>There is no row, or its version is lower (the condition of LaunchDarkly's SDKs) or no number.</summary>
    public static WriteCondition NewerThanStored(long version) => new() { OlderThan = version };

    /// <summary>As <see cref="NewerThanStored"/>, or the row has no readable item, or has the same version in parts that were
    /// lost.</summary>
    public static WriteCondition NewerThanStoredOrUnreadable(long version) => new() { OlderThan = version, OrUnreadable = true };

    private bool IsAny { get; init; }

    private long? OlderThan { get; init; }

    private bool OrUnreadable { get; init; }

    private long? Seen { get; init; }

    private (SyncOrigin Origin, FlagTableSource? Replaced)? Sources { get; init; }

    /// <summary>The row still has the version that was read.</summary>
    public static WriteCondition Unchanged(long seen) => new() { Seen = seen };

    /// <summary>The row still has the version that was read, or a lower one than the one to write.</summary>
    public static WriteCondition UnchangedOrOlder(long seen, long version) => new() { Seen = seen, OlderThan = version };

    /// <summary>There is no row with a source, or it is of an origin (<see cref="FlagTableSource.IsOf"/>), or it is still the one that was
    /// read.</summary>
    public static WriteCondition SourceIs(SyncOrigin origin, FlagTableSource? seen) => new() { Sources = (origin, seen) };

    /// <summary>The condition as a DynamoDB expression; null: none. Names and values it needs are added to the dictionaries.</summary>
    /// <param name="names">Receives the attributes' names.</param>
    /// <param name="values">Receives the values to compare with.</param>
    public string? Express(Dictionary<string, string> names, Dictionary<string, AttributeValue> values)
    {
        if (IsAny)
        {
            return null;
        }

        if (Sources is { } sources)
        {
            return ExpressSources(sources.Origin, sources.Replaced, names, values);
        }

        if (this == Absent)
        {
            return "attribute_not_exists(#namespace)";
        }

        names["#version"] = Attributes.Version;
        var alternatives = new List<string>();
        if (OlderThan is { } version)
        {
            // Also where there is no row or no version. A version that is no number does not compare, and would prevent every later write.
            values[":number"] = new() { S = "N" };
            values[":version"] = new() { N = version.ToString(CultureInfo.InvariantCulture) };
            alternatives.Add("NOT attribute_type(#version, :number)");
            alternatives.Add("#version < :version");
        }

        if (Seen is { } seen)
        {
            values[":seen"] = new() { N = seen.ToString(CultureInfo.InvariantCulture) };
            alternatives.Add("#version = :seen");
        }

        if (OrUnreadable)
        {
            names["#item"] = Attributes.Item;
            names["#partsId"] = Attributes.PartsId;
            alternatives.Add("attribute_not_exists(#item)");
            alternatives.Add("attribute_exists(#partsId) AND #version = :version");
        }

        return string.Join(" OR ", alternatives);
    }

    private static string ExpressSources(
        SyncOrigin origin, FlagTableSource? seen, Dictionary<string, string> names, Dictionary<string, AttributeValue> values)
    {
        const string Nameless = "attribute_not_exists(#environment)";
        names["#source"] = Attributes.Source;
        values[":ownSource"] = new() { S = origin.Id };
        var alternatives = new List<string> { "attribute_not_exists(#source)" };
        if (origin.Environment is { } environment)
        {
            names["#environment"] = Attributes.Environment;
            values[":ownEnvironment"] = new() { S = environment };
            alternatives.Add("#environment = :ownEnvironment");
            alternatives.Add($"{Nameless} AND #source = :ownSource");
        }
        else
        {
            alternatives.Add("#source = :ownSource");
        }

        if (seen is not null)
        {
            names["#environment"] = Attributes.Environment;
            values[":seenSource"] = new() { S = seen.Id };
            if (seen.Environment is { } theirs)
            {
                values[":seenEnvironment"] = new() { S = theirs };
            }

            alternatives.Add($"#source = :seenSource AND {(seen.Environment is null ? Nameless : "#environment = :seenEnvironment")}");
        }

        return string.Join(" OR ", alternatives);
    }
}
