using Confd.Flags;
using Confd.Flags.Authoring;
using Confd.Flags.Authoring.Edits;
using Confd.Flags.Contexts;

namespace Confd.Cli.Flags.Authoring;

/// <summary>The values of a new flag, as they are written on a command line.</summary>
internal static class VariationList
{
    private const string Boolean = "boolean";
    private const string Text = "string";
    private const string Number = "number";
    private const string Json = "json";

    public static string[] Types { get; } = [Boolean, Text, Number, Json];

    /// <exception cref="FlagEditException">They are none of that type.</exception>
    public static IReadOnlyList<FlagValue> Read(string type, IReadOnlyList<string> texts)
    {
        if (type == Boolean && texts.Count == 0)
        {
            return FlagTemplate.Booleans;
        }

        var values = texts.SelectMany(text => Read(type, text)).ToList();
        if (values.Count == 0)
        {
            throw new FlagEditException($"a flag of the type {type} needs --variations");
        }

        return values.Any(value => !IsOf(type, value))
            ? throw new FlagEditException($"--variations: one of the values is none of the type {type}")
            : values;
    }

    private static IEnumerable<FlagValue> Read(string type, string text)
    {
        if (text.AsSpan().TrimStart() is ['[', ..])
        {
            return Parse(text).Items;
        }

        return type switch
        {
            Json => [Parse(text)],
            Text => text.Split(',').Select(FlagValue.Of),
            _ => text.Split(',').Select(Parse),
        };
    }

    private static FlagValue Parse(string text)
    {
        try
        {
            return FlagValue.Parse(text);
        }
        catch (FlagFormatException problem)
        {
            throw new FlagEditException($"--variations: {problem.Message}", innerException: problem);
        }
    }

    private static bool IsOf(string type, FlagValue value) => type switch
    {
        Boolean => value.Kind == FlagValueKind.Boolean,
        Text => value.Kind == FlagValueKind.String,
        Number => value.Kind == FlagValueKind.Number,
        _ => true,
    };
}
