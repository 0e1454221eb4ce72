using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Contexts;
using Confd.Flags.Storage;

namespace Confd.Flags.Authoring.Edits;

/// <summary>A new flag or segment.</summary>
/// <param name="Kind"><see cref="DataKind.Features"/> or <see cref="DataKind.Segments"/>.</param>
/// <param name="Key">Its key: letters, digits, <c>.</c>, <c>_</c> and <c>-</c>, as every flag service accepts.</param>
public sealed record FlagTemplate(DataKind Kind, string Key)
{
    private const int SaltBytes = 16;
    private const int RuleIdBytes = 6;

    /// <summary>The values that a flag can serve. The first is served when the flag is on, the last when it is off.</summary>
    public IReadOnlyList<FlagValue> Variations { get; init; } = [];

    /// <summary>Served while the flag is on; null: the first variation.</summary>
    public VariationReference? OnVariation { get; init; }

    /// <summary>Served while the flag is off; null: the last variation.</summary>
    public VariationReference? OffVariation { get; init; }

    /// <summary>True: the flag is on from the beginning.</summary>
    public bool IsOn { get; init; }

    /// <summary>Hashed into rollouts, so that each flag splits its contexts differently.</summary>
    public string Salt { get; init; } = NewId();

    /// <summary>Its name, description and tags.</summary>
    public DescribeItem Description { get; init; } = new();

    /// <summary>The variations of a boolean flag: true, false.</summary>
    public static IReadOnlyList<FlagValue> Booleans { get; } = [true, false];

    // With a letter: digits alone may be an index.
    internal static string NewRuleId() => "r" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(RuleIdBytes));

    internal static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SaltBytes));

    internal static JsonObject Availability(bool isClientSide) => new()
    {
        [FieldNames.UsingMobileKey] = isClientSide,
        [FieldNames.UsingEnvironmentId] = isClientSide,
    };

    /// <summary>Creates the document.</summary>
    /// <param name="seen">The tombstone under the key; null: there is none.</param>
    /// <param name="environment">The environment.</param>
    /// <exception cref="FlagEditException">The key is not accepted by every service, or a variation is not one of the flag's.</exception>
    internal FlagDocument Make(FlagDocument? seen, EnvironmentSnapshot environment)
    {
        ItemKey.Require(Kind, Key);
        var empty = FlagDocument.New(Kind, Key, seen?.Version ?? 0, Kind == DataKind.Segments ? Segment() : Flag());
        var draft = new FlagDraft(empty, environment);
        Description.Apply(draft);
        return draft.ToDocument();
    }

    // The fields that LaunchDarkly's own services send, so that every SDK finds the fields it expects.
    private JsonObject Flag()
    {
        var name = FlagDocument.NameOf(Kind, Key);
        if (Variations.Count == 0)
        {
            throw new FlagEditException($"{name} needs at least one variation");
        }

        return new JsonObject
        {
            [FieldNames.On] = IsOn,
            [FieldNames.Salt] = Salt,
            [FieldNames.Variations] = DocumentValues.ToArray(Variations),
            [FieldNames.OffVariation] = OffVariation?.Find(Variations, name) ?? Variations.Count - 1,
            [FieldNames.Fallthrough] = new JsonObject { [FieldNames.Variation] = OnVariation?.Find(Variations, name) ?? 0 },
            [FieldNames.Prerequisites] = new JsonArray(),
            [FieldNames.Targets] = new JsonArray(),
            [FieldNames.ContextTargets] = new JsonArray(),
            [FieldNames.Rules] = new JsonArray(),
            [FieldNames.ClientSide] = false,
            [FieldNames.ClientSideAvailability] = Availability(isClientSide: false),
            ["trackEvents"] = false,
            ["trackEventsFallthrough"] = false,
            ["debugEventsUntilDate"] = null,
            [FieldNames.Deleted] = false,
        };
    }

    private JsonObject Segment() => new()
    {
        [FieldNames.Included] = new JsonArray(),
        [FieldNames.Excluded] = new JsonArray(),
        [FieldNames.IncludedContexts] = new JsonArray(),
        [FieldNames.ExcludedContexts] = new JsonArray(),
        [FieldNames.Rules] = new JsonArray(),
        [FieldNames.Salt] = Salt,
        [FieldNames.Deleted] = false,
    };
}
