using Confd.Engine.Documents;
using Confd.GoTemplate.Formatting;
using Confd.GoTemplate.Parsing;

namespace Confd.Cli.CommandLine;

/// <summary>Parses the values of options, with the error messages of the original's parser.</summary>
internal static class OptionText
{
    /// <summary>A truth value: <c>true</c>, <c>1</c>, <c>yes</c>, <c>false</c>, <c>0</c>, <c>no</c>, in any case.</summary>
    /// <exception cref="OptionValueException">Anything else.</exception>
    public static bool ParseSwitch(string text)
    {
        var lower = text.ToLowerInvariant();
        return lower switch
        {
            "true" or "1" or "yes" => true,
            "false" or "0" or "no" => false,
            _ => throw new OptionValueException($"bool value must be true, 1, yes, false, 0 or no but got {GoFormat.Quote(lower)}"),
        };
    }

    /// <summary>A 64-bit integer in Go's notation.</summary>
    /// <exception cref="OptionValueException">Not an integer, or outside 64 bits; for a duration, the message asks for a unit.</exception>
    public static long ParseInteger(string text) =>
        GoNumber.TryParseSigned(text, out var value)
            ? value
            : throw new OptionValueException(
                $"expected a valid 64 bit int but got {GoFormat.Quote(text)}"
                + (DurationText.TryParseWait(text, out _, out _) ? ": a number without a unit" : ""));

    /// <summary>A duration in Go's notation.</summary>
    /// <exception cref="OptionValueException">Not a duration, or one too long to wait for; a bare number other than 0 lacks its
    /// unit.</exception>
    public static TimeSpan ParseDuration(string text) =>
        DurationText.TryParseWait(text, out var value, out var problem)
            ? value
            : throw new OptionValueException($"expected duration but got {GoFormat.Quote(text)}: {problem}");
}
