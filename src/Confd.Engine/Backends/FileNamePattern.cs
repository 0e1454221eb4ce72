using System.Text;

namespace Confd.Engine.Backends;

/// <summary>Patterns for base names as in Go's <c>filepath.Match</c>: <c>*</c>, <c>?</c>, <c>[a-z]</c>, <c>[^a]</c>, <c>\</c> before any character.</summary>
internal sealed class FileNamePattern
{
    // What one character of the name may be; null stands for a star.
    private readonly List<Func<Rune, bool>?> _steps = [];

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="FormatException">The pattern is malformed.</exception>
    public FileNamePattern(string pattern)
    {
        Rune[] runes = [.. pattern.EnumerateRunes()];
        var at = 0;
        while (at < runes.Length)
        {
            var rune = runes[at++];
            _steps.Add(rune.Value switch
            {
                '*' => null,
                '?' => static _ => true,
                '[' => ReadClass(runes, ref at),
                '\\' => Literal(Take(runes, ref at)),
                _ => Literal(rune),
            });
        }
    }

    /// <summary>True where the whole name matches.</summary>
    public bool IsMatch(string name)
    {
        Rune[] runes = [.. name.EnumerateRunes()];
        var (at, step) = (0, 0);
        var (retryAt, retryStep) = (0, -1);
        while (at < runes.Length || step < _steps.Count)
        {
            if (step < _steps.Count && _steps[step] is null)
            {
                // A star takes nothing at first, and one character more at each retry. Only the last star needs retries.
                (retryAt, retryStep) = (at, step++);
            }
            else if (step < _steps.Count && at < runes.Length && _steps[step]!(runes[at]))
            {
                at++;
                step++;
            }
            else if (retryStep >= 0 && retryAt < runes.Length)
            {
                (at, step) = (++retryAt, retryStep + 1);
            }
            else
            {
                return false;
            }
        }

        return true;
    }

    private static Func<Rune, bool> Literal(Rune expected) => rune => rune == expected;

    private static Func<Rune, bool> ReadClass(Rune[] runes, ref int at)
    {
        var isNegated = at < runes.Length && runes[at].Value == '^';
        at += isNegated ? 1 : 0;
        var ranges = new List<(Rune Low, Rune High)>();
        while (ranges.Count == 0 || at >= runes.Length || runes[at].Value != ']')
        {
            var low = TakeInClass(runes, ref at);
            var high = low;
            if (at < runes.Length && runes[at].Value == '-')
            {
                at++;
                high = TakeInClass(runes, ref at);
            }

            ranges.Add((low, high));
        }

        at++;
        return rune => ranges.Exists(range => range.Low <= rune && rune <= range.High) != isNegated;
    }

    private static Rune TakeInClass(Rune[] runes, ref int at)
    {
        var rune = Take(runes, ref at);
        return rune.Value switch
        {
            '-' or ']' => throw Malformed(),
            '\\' => Take(runes, ref at),
            _ => rune,
        };
    }

    private static Rune Take(Rune[] runes, ref int at) => at < runes.Length ? runes[at++] : throw Malformed();

    private static FormatException Malformed() => new("syntax error in pattern");
}
