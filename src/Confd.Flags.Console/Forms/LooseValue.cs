using Confd.Flags.Contexts;

namespace Confd.Flags.Console.Forms;

/// <summary>A value as people write it: JSON, else taken as a text.</summary>
internal static class LooseValue
{
    public static FlagValue Read(string text)
    {
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
