using System.CommandLine;
using System.Globalization;
using System.Numerics;

namespace Confd.Cli.Tools;

/// <summary>Options that are integers within bounds. They are parsed here: the library's own parser throws for invalid texts
/// where a validator reads the value.</summary>
internal static class NumberOption
{
    /// <summary>An option with one number.</summary>
    /// <param name="name">The option, such as <c>--replicas</c>.</param>
    /// <param name="description">Its description in the help.</param>
    /// <param name="least">The least number, not below 0.</param>
    /// <param name="most">The greatest number; null where only the type limits it.</param>
    public static Option<T?> Create<T>(string name, string description, T least, T? most = null)
        where T : struct, IBinaryInteger<T> => new(name)
        {
            Description = description,
            HelpName = "N",
            CustomParser = result =>
            {
                var text = result.Tokens.Single().Value;
                if (T.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    && number >= least
                    && !(number > most))
                {
                    return number;
                }

                result.AddError($"{name} {text} is not a whole number from {least}{(most is null ? "" : $" to {most}")}");
                return null;
            },
        };
}
