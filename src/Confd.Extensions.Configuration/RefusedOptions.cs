using Microsoft.Extensions.Options;

namespace Confd.Extensions.Configuration;

/// <summary>Options of the program that cannot be made of new settings, or do not validate with them: which they are, and why.</summary>
internal static class RefusedOptions
{
    private const string Hidden = "…";

    /// <summary>Names the options in the exceptions of listeners, and their problems; null where there are none.</summary>
    /// <param name="thrown">The exception, alone or with others.</param>
    /// <param name="settings">The settings, whose values are left out: a validation of the program may quote them.</param>
    public static string? Describe(Exception thrown, IDictionary<string, string?> settings)
    {
        var all = thrown is AggregateException several ? several.Flatten().InnerExceptions : [thrown];
        var refused = all.OfType<OptionsValidationException>().Select(one => Describe(one, settings))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return string.Join("; ", refused) is { Length: > 0 } text ? text : null;
    }

    /// <summary>The settings whose names the exceptions of listeners quote, as those about a value that does not convert do; null where
    /// there are none.</summary>
    /// <param name="thrown">The exception, alone or with others. Of its message nothing else is told, as it may contain values.</param>
    /// <param name="settings">The settings.</param>
    public static string? FindNames(Exception thrown, IDictionary<string, string?> settings)
    {
        var all = thrown is AggregateException several ? several.Flatten().InnerExceptions : [thrown];
        var names = settings.Keys.Where(
            name => all.Any(one => one.Message.Contains($"'{name}'", StringComparison.OrdinalIgnoreCase)));
        return string.Join(", ", names.Order(StringComparer.OrdinalIgnoreCase)) is { Length: > 0 } text ? text : null;
    }

    private static string Describe(OptionsValidationException refused, IDictionary<string, string?> settings)
    {
        var name = refused.OptionsName.Length > 0 ? $" \"{refused.OptionsName}\"" : "";
        var failures = string.Join(", ", refused.Failures.Select(failure => WithoutValues(failure, settings)));
        return $"{refused.OptionsType.Name}{name}{(failures.Length > 0 ? ": " : "")}{failures}";
    }

    private static string WithoutValues(string text, IDictionary<string, string?> settings)
    {
        // The longest first, as one may be a part of another.
        foreach (var value in settings.Values.OfType<string>().Where(value => value.Length > 0).OrderByDescending(value => value.Length))
        {
            for (var at = Find(text, value, 0); at >= 0; at = Find(text, value, at + Hidden.Length))
            {
                text = $"{text[..at]}{Hidden}{text[(at + value.Length)..]}";
            }
        }

        return text;
    }

    // Not within a word or a number: a value may be a single letter.
    private static int Find(string text, string value, int from)
    {
        var at = text.IndexOf(value, from, StringComparison.Ordinal);
        while (at >= 0 && IsPartOfAWord(text, at, at + value.Length))
        {
            at = text.IndexOf(value, at + 1, StringComparison.Ordinal);
        }

        return at;
    }

    private static bool IsPartOfAWord(string text, int start, int end) =>
        (start > 0 && Joins(text[start - 1], text[start])) || (end < text.Length && Joins(text[end - 1], text[end]));

    private static bool Joins(char left, char right) => char.IsLetterOrDigit(left) && char.IsLetterOrDigit(right);
}
