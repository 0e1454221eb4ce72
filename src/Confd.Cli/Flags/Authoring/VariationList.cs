using Confd.Flags.Authoring;
using Confd.Flags.Authoring.Edits;
using Confd.Flags.Contexts;

namespace Confd.Cli.Flags.Authoring;

/// <summary>The values of a new flag on a command line: separated by commas, or as a JSON array.</summary>
internal static class VariationList
{
    /// <summary>The values of variations, from one text for each or from comma-separated lists.</summary>
    /// <exception cref="FlagEditException">They are not of that type.</exception>
    public static IReadOnlyList<FlagValue> Read(string type, IReadOnlyList<string> texts)
    {
        try
        {
            return texts.Count == 0 ? VariationText.Read(type, texts) : [.. texts.SelectMany(text => ReadOne(type, text))];
        }
        catch (FlagEditException problem)
        {
            throw new FlagEditException($"--variations: {problem.Message}", innerException: problem);
        }
    }

    private static IReadOnlyList<FlagValue> ReadOne(string type, string text) => text.AsSpan().TrimStart() is ['[', ..]
        ? VariationText.ReadArray(type, text)
        : VariationText.Read(type, type == VariationText.Json ? [text] : text.Split(','));
}
