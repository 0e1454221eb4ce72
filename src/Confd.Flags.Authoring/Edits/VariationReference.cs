using System.Globalization;
using Confd.Flags.Contexts;

namespace Confd.Flags.Authoring.Edits;

/// <summary>Refers to a variation by its value (<c>true</c>, <c>blue</c>, <c>{"size":2}</c>), or by its index as <c>:0</c>.</summary>
/// <param name="Text">The value or index.</param>
public sealed record VariationReference(string Text)
{
    /// <summary>Refers to a variation by its index from 0.</summary>
    public static VariationReference At(int index) => new($":{index.ToString(CultureInfo.InvariantCulture)}");

    /// <inheritdoc/>
    public override string ToString() => Text;

    /// <summary>Finds the index of the variation.</summary>
    /// <param name="variations">All variations of the flag.</param>
    /// <param name="flagName">The flag's name in messages.</param>
    /// <exception cref="FlagEditException">No variation matches, or several do.</exception>
    public int Find(IReadOnlyList<FlagValue> variations, string flagName)
    {
        ArgumentNullException.ThrowIfNull(variations);
        if (Text.StartsWith(':') && int.TryParse(Text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            return index < variations.Count ? index : throw Unknown(variations, flagName);
        }

        var found = Enumerable.Range(0, variations.Count).Where(at => HasText(variations[at])).ToList();
        return found switch
        {
            [var only] => only,
            [] => throw Unknown(variations, flagName),
            _ => throw new FlagEditException(
                $"{flagName}: '{Text}' is the value of {found.Count} variations; say which: {string.Join(", ", found.Select(At))}"),
        };
    }

    private FlagEditException Unknown(IReadOnlyList<FlagValue> variations, string flagName) => new(
        variations.Count == 0
            ? $"{flagName} has no variations"
            : $"{flagName} has no variation '{Text}'; name one by its value, or by its index from {At(0)} to {At(variations.Count - 1)}");

    private bool HasText(FlagValue value)
    {
        if (value.AsString == Text)
        {
            return true;
        }

        try
        {
            return FlagValue.Parse(Text) == value;
        }
        catch (FlagFormatException)
        {
            return false;
        }
    }
}
