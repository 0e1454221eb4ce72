using Confd.Flags.Contexts;

namespace Confd.Flags.Authoring.Edits;

/// <summary>A value as people write it: JSON, otherwise a string.</summary>
public static class LooseValue
{
    /// <summary>Reads it.</summary>
    public static FlagValue Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            return FlagValue.Parse(text);
        }
        catch (FlagFormatException)
        {
            return text;
        }
    }
}
