using Confd.Flags.Contexts;

namespace Confd.Flags.Authoring.Edits;

/// <summary>The variations of a flag of one type, as people write them.</summary>
public static class VariationText
{
    /// <summary>A flag that is true or false.</summary>
    public const string Boolean = "boolean";

    /// <summary>A flag of strings.</summary>
    public const string Text = "string";

    /// <summary>A flag of numbers.</summary>
    public const string Number = "number";

    /// <summary>A flag of any JSON values.</summary>
    public const string Json = "json";

    /// <summary>All types.</summary>
    public static IReadOnlyList<string> Types { get; } = [Boolean, Text, Number, Json];

    /// <summary>Reads variations.</summary>
    /// <param name="type">One of <see cref="Types"/>.</param>
    /// <param name="texts">One value each, as JSON unless the type is string. None, for a boolean flag: true and false.</param>
    /// <exception cref="FlagEditException">There are none, or one is not of that type.</exception>
    public static IReadOnlyList<FlagValue> Read(string type, IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return Require(type, [.. texts.Select(text => type == Text ? FlagValue.Of(text) : Parse(type, text))]);
    }

    /// <summary>Reads variations from a JSON array.</summary>
    /// <exception cref="FlagEditException">It is not an array, is empty, or one of its values is not of that type.</exception>
    public static IReadOnlyList<FlagValue> ReadArray(string type, string json) => Parse(type, json) is { Kind: FlagValueKind.Array } array
        ? Require(type, array.Items)
        : throw new FlagEditException("the variations are not a JSON array");

    private static IReadOnlyList<FlagValue> Require(string type, IReadOnlyList<FlagValue> values)
    {
        if (values.Count == 0)
        {
            return type == Boolean
                ? FlagTemplate.Booleans
                : throw new FlagEditException($"a flag of the type {type} needs at least one variation");
        }

        return values.All(value => IsOf(type, value))
            ? values
            : throw new FlagEditException($"one of the variations is not of the type {type}");
    }

    private static FlagValue Parse(string type, string text)
    {
        try
        {
            return FlagValue.Parse(text);
        }
        catch (FlagFormatException problem)
        {
            throw new FlagEditException($"a variation is not valid JSON: {problem.Message}; {FormOf(type)}", innerException: problem);
        }
    }

    private static string FormOf(string type) => type switch
    {
        Boolean => "it is true or false",
        Number => "a number is written such as 1 or 0.5",
        _ => "several are one JSON array, such as [{\"a\":1},{\"a\":2}]",
    };

    private static bool IsOf(string type, FlagValue value) => type switch
    {
        Boolean => value.Kind == FlagValueKind.Boolean,
        Text => value.Kind == FlagValueKind.String,
        Number => value.Kind == FlagValueKind.Number,
        Json => true,
        _ => throw new FlagEditException($"there is no type {type}: {string.Join(", ", Types)}"),
    };
}
