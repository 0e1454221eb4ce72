using System.CommandLine;
using System.Globalization;
using System.Numerics;

namespace Confd.Cli.Tools;

/// <summary>Options that are whole numbers within bounds. All are read here: what the parser would read by itself fails for other texts
/// with an exception where a validator asks for the value.</summary>
internal static class NumberOption
{
    /// <summary>An option that takes one number.</summary>
    /// <param name="name">The option, such as <c>--replicas</c>.</param>
    /// <param name="description">Its line of the help.</param>
    /// <param name="least">The least number, not below 0.</param>
    /// <param name="most">The greatest number; null where only the type bounds it.</param>
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
