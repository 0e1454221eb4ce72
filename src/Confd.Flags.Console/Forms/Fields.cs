using System.Globalization;

namespace Confd.Flags.Console.Forms;

/// <summary>Names of form fields.</summary>
internal static class Fields
{
    /// <summary>Proves that the form comes from this console.</summary>
    public const string FormToken = "form-token";

    public const string Token = "token";
    public const string Next = "next";
    public const string Environment = "env";
    public const string Key = "key";
    public const string Query = "q";
    public const string State = "state";

    /// <summary>The version that the page showed.</summary>
    public const string Version = "version";

    /// <summary>The kind of change, see <see cref="ChangeForms"/>.</summary>
    public const string Change = "change";

    /// <summary>The position in the history that a flag is rolled back to.</summary>
    public const string Position = "position";

    /// <summary>The number of changes of the flag to include from the entry after that position.</summary>
    public const string Place = "place";

    public const string Message = "message";
    /// <summary>The key of a new item, or the new key of an item.</summary>
    public const string NewKey = "new-key";

    public const string Type = "type";
    public const string Variations = "variations";
    public const string OnVariation = "on-variation";
    public const string OffVariation = "off-variation";
    public const string IsOn = "is-on";
    public const string ClientSide = "client-side";

    /// <summary>The list of a segment: <see cref="Included"/> or <see cref="Excluded"/>.</summary>
    public const string ListName = "list";

    public const string Included = "included";
    public const string Excluded = "excluded";
    public const string Percent = "percent";

    /// <summary>All shares together, for problems of their total.</summary>
    public const string Weights = "weights";

    /// <summary>The identity of a rule.</summary>
    public const string Rule = "rule";

    /// <summary>The index from 0 of a rule without an identity of its own.</summary>
    public const string RulePlace = "rule-place";

    public const string To = "to";
    public const string At = "at";
    public const string Id = "id";
    public const string Variation = "variation";

    /// <summary>In the field <see cref="Variation"/>: none, the caller's default is returned.</summary>
    public const string NoVariation = ":none";

    public const string Value = "value";
    public const string By = "by";
    public const string Kind = "kind";
    public const string Keys = "keys";
    public const string Flag = "flag";
    public const string Name = "name";
    public const string Description = "description";
    public const string Tags = "tags";
    public const string Context = "context";
    public const string ContextKey = "context-key";
    public const string Attributes = "attributes";

    /// <summary>The share of a variation in percent.</summary>
    public static string Weight(int variation) => Numbered("weight", variation);

    /// <summary>The kind of context of a condition.</summary>
    public static string ClauseKind(int clause) => Numbered("clause-kind", clause);

    /// <summary>The attribute of a condition.</summary>
    public static string ClauseAttribute(int clause) => Numbered("clause-attribute", clause);

    /// <summary>Whether a condition is negated.</summary>
    public static string ClauseNot(int clause) => Numbered("clause-not", clause);

    /// <summary>The operator of a condition.</summary>
    public static string ClauseOperator(int clause) => Numbered("clause-operator", clause);

    /// <summary>The values of a condition, one per line.</summary>
    public static string ClauseValues(int clause) => Numbered("clause-values", clause);

    private static string Numbered(string name, int number) => $"{name}-{number.ToString(CultureInfo.InvariantCulture)}";
}
