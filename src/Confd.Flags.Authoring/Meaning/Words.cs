using System.Runtime.CompilerServices;
using Confd.Flags.Contexts;
using Confd.Flags.Model;
using Confd.Shared;

namespace Confd.Flags.Authoring.Meaning;

/// <summary>Values, shares and names as text for people.</summary>
internal static class Words
{
    /// <summary>Longer values are truncated.</summary>
    public const int MaxValueLength = 60;

    /// <summary>Of longer lists the first items are named.</summary>
    public const int MaxListed = 10;

    // Created once for each flag: thousands of targets may get one variation, and its value may be long.
    private static readonly ConditionalWeakTable<FeatureFlag, string[]> Variations = [];

    /// <summary>A value: a plain word as it is, all else as JSON, truncated if it is long. The text <c>"18"</c> does not look like the
    /// number 18.</summary>
    public static string Value(FlagValue value)
    {
        var text = value.AsString is { Length: > 0 } word && word.All(IsPlain) && !IsLiteral(word) ? word : value.ToString();
        return Excerpt.Of(text, MaxValueLength);
    }

    /// <summary>The value after a change and the one before, also where both begin alike.</summary>
    public static string Change(FlagValue was, FlagValue now)
    {
        var (wasText, nowText) = (Value(was), Value(now));
        return wasText == nowText ? $"{nowText}; was another that begins alike" : $"{nowText}; was {wasText}";
    }

    /// <summary>A variation of a flag: its value, with its index where others look alike or it has none.</summary>
    public static string Variation(FeatureFlag flag, int index)
    {
        if (index < 0 || index >= flag.Variations.Length)
        {
            return $"variation :{index} (which it does not have)";
        }

        return Variations.GetValue(flag, VariationsOf)[index];
    }

    private static string[] VariationsOf(FeatureFlag flag)
    {
        string[] texts = [.. flag.Variations.Select(Value)];
        var alike = texts.CountBy(text => text, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        return [.. texts.Select((text, index) => alike[text] > 1 ? $"{text} (:{index})" : text)];
    }

    /// <summary>A share in 1/100000 as percent.</summary>
    public static string Percent(long weight) => $"{Weights.Text(weight)} %";

    /// <summary>Contexts of a kind: <c>users</c>.</summary>
    public static string Contexts(string? kind) => $"{ContextKind.OrUser(kind)}s";

    /// <summary>The first items of a list, and the number of the others.</summary>
    public static string List(IReadOnlyCollection<string> items) => Excerpt.Of(items, MaxListed);

    /// <summary>A key or name: characters that would break the line or control a terminal are escaped.</summary>
    public static string Key(string key) => key.Length > 0 && key.All(IsPlain) ? key : FlagValue.Of(key).ToString();

    private static bool IsLiteral(string word)
    {
        try
        {
            FlagValue.Parse(word);
            return true;
        }
        catch (FlagFormatException)
        {
            return false;
        }
    }

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '@' or '/' or ':' or '+';
}
