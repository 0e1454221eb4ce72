using System.Text;
using Confd.Shared;

namespace Confd.GoRegex;

/// <content>Bracket expressions, class escapes and escaped characters.</content>
internal sealed partial class RegexParser
{
    // Limits the ranges of one class that are not merged yet: a class may name the same letters any number of times.
    private const int MaxLooseRanges = 65_536;

    // Cached, as the tables are long.
    private readonly Dictionary<(string Name, bool IsNegated, bool IsFolded), RuneSet> _unicodeClasses = [];

    private static RuneRange[] Digits => [new('0', '9')];

    private static RuneRange[] Spaces => [new('\t', '\n'), new('\f', '\r'), new(' ', ' ')];

    private static RuneRange[] WordCharacters => [new('0', '9'), new('A', 'Z'), new('_', '_'), new('a', 'z')];

    // [abc], [^a-z[:digit:]\pL]; a closing bracket is literal if it comes first.
    private RuneSet ParseClass()
    {
        var start = _position++;
        var isNegated = !Rest.IsEmpty && Rest[0] == '^';
        _position += isNegated ? 1 : 0;
        var ranges = new List<RuneRange>();
        var maxLoose = MaxLooseRanges;
        for (var isFirst = true; Rest.IsEmpty || Rest[0] != ']' || isFirst; isFirst = false)
        {
            _stop.ThrowIfCancellationRequested();
            if (ranges.Count > maxLoose)
            {
                ranges = [.. RuneSet.Of(ranges).Ranges];
                maxLoose = Math.Max(MaxLooseRanges, 2 * ranges.Count);
            }

            if ((TryParseNamedClass() ?? TryParseClassEscape()) is { } set)
            {
                ranges.AddRange(set.Ranges);
                continue;
            }

            ranges.AddRange(Folded(RuneSet.Of([ParseRange(start)])).Ranges);
        }

        _position++;
        var all = RuneSet.Of(ranges);
        return isNegated ? all.Negate() : all;
    }

    private RuneRange ParseRange(int classStart)
    {
        var start = _position;
        var low = ParseClassRune(classStart);

        // [a-] means a or a dash.
        if (Rest.Length < 2 || Rest[0] != '-' || Rest[1] == ']')
        {
            return new RuneRange(low, low);
        }

        _position++;
        var high = ParseClassRune(classStart);
        return high < low ? throw Error("invalid character class range", start, _position) : new RuneRange(low, high);
    }

    private int ParseClassRune(int classStart)
    {
        if (Rest.IsEmpty)
        {
            throw Error("missing closing ]", classStart, _pattern.Length);
        }

        return Rest[0] == '\\' ? ParseEscape() : ReadRune();
    }

    // [:alpha:], [:^alpha:], only inside brackets.
    private RuneSet? TryParseNamedClass()
    {
        if (Rest.Length <= 2 || !Rest.StartsWith("[:"u8))
        {
            return null;
        }

        var length = Rest[2..].IndexOf(":]"u8);
        if (length < 0)
        {
            return null;
        }

        var end = _position + length + 4;
        var name = Encoding.UTF8.GetString(Rest.Slice(2, length));
        var isNegated = name.StartsWith('^');
        var ranges = PosixClass(isNegated ? name[1..] : name) ?? throw Error("invalid character class range", _position, end);
        _position = end;
        var set = Folded(RuneSet.Of(ranges));
        return isNegated ? set.Negate() : set;
    }

    private static RuneRange[]? PosixClass(string name) => name switch
    {
        "alnum" => [new('0', '9'), new('A', 'Z'), new('a', 'z')],
        "alpha" => [new('A', 'Z'), new('a', 'z')],
        "ascii" => [new(0, 0x7F)],
        "blank" => [new('\t', '\t'), new(' ', ' ')],
        "cntrl" => [new(0, 0x1F), new(0x7F, 0x7F)],
        "digit" => Digits,
        "graph" => [new('!', '~')],
        "lower" => [new('a', 'z')],
        "print" => [new(' ', '~')],
        "punct" => [new('!', '/'), new(':', '@'), new('[', '`'), new('{', '~')],
        "space" => [new('\t', '\r'), new(' ', ' ')],
        "upper" => [new('A', 'Z')],
        "word" => WordCharacters,
        "xdigit" => [new('0', '9'), new('A', 'F'), new('a', 'f')],
        _ => null,
    };

    // \d \D \s \S \w \W \pX \p{Name} \P...
    private RuneSet? TryParseClassEscape()
    {
        if (Rest.Length < 2 || Rest[0] != '\\')
        {
            return null;
        }

        var letter = Rest[1];
        if (letter is (byte)'p' or (byte)'P')
        {
            return ParseUnicodeClass();
        }

        RuneRange[]? ranges = (letter | 0x20) switch { 'd' => Digits, 's' => Spaces, 'w' => WordCharacters, _ => null };
        if (ranges is null)
        {
            return null;
        }

        _position += 2;
        var set = Folded(RuneSet.Of(ranges));
        return char.IsAsciiLetterUpper((char)letter) ? set.Negate() : set;
    }

    private RuneSet ParseUnicodeClass()
    {
        var start = _position;
        var isNegated = Rest[1] == 'P';
        _position += 2;
        if (Rest.IsEmpty)
        {
            throw Error("invalid character class range", start, _position);
        }

        var nameStart = _position;
        int nameEnd;
        if (ReadRune() == '{')
        {
            var length = Rest.IndexOf((byte)'}');
            if (length < 0)
            {
                CheckUtf8(start, _pattern.Length);
                throw Error("invalid character class range", start, _pattern.Length);
            }

            nameStart = _position;
            nameEnd = _position + length;
            _position = nameEnd + 1;
            CheckUtf8(nameStart, nameEnd);
        }
        else
        {
            nameEnd = _position;
        }

        var name = Encoding.UTF8.GetString(_pattern.AsSpan(nameStart, nameEnd - nameStart));
        if (name.StartsWith('^'))
        {
            isNegated = !isNegated;
            name = name[1..];
        }

        var key = (name, isNegated, _flags.HasFlag(RegexFlags.FoldCase));
        if (!_unicodeClasses.TryGetValue(key, out var set))
        {
            set = Folded(UnicodeTables.Find(name) ?? throw Error("invalid character class range", start, _position));
            _unicodeClasses[key] = set = isNegated ? set.Negate() : set;
        }

        return set;
    }

    private int ParseEscape()
    {
        var start = _position++;
        if (Rest.IsEmpty)
        {
            throw Error("trailing backslash at end of expression", _position, _position);
        }

        var rune = ReadRune();
        return rune switch
        {
            'a' => '\a',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\v',
            'x' => ParseHexEscape(start),
            '0' => ParseOctalEscape(0),

            // A single digit would be a back reference, which RE2 does not support.
            >= '1' and <= '7' when !Rest.IsEmpty && Rest[0] is >= (byte)'0' and <= (byte)'7' => ParseOctalEscape(rune - '0'),
            < 0x80 when !char.IsAsciiLetterOrDigit((char)rune) => rune,
            _ => throw Error("invalid escape sequence", start, _position),
        };
    }

    private int ParseOctalEscape(int rune)
    {
        for (var digits = 1; digits < 3 && !Rest.IsEmpty && Rest[0] is >= (byte)'0' and <= (byte)'7'; digits++)
        {
            rune = (rune * 8) + (_pattern[_position++] - '0');
        }

        return rune;
    }

    // \x7F or \x{10FFFF}
    private int ParseHexEscape(int start)
    {
        if (Rest.IsEmpty)
        {
            throw Error("invalid escape sequence", start, _position);
        }

        var first = ReadRune();
        if (first == '{')
        {
            return ParseBracedHexEscape(start);
        }

        var second = Rest.IsEmpty ? -1 : ReadRune();
        return IsHexDigit(first) && IsHexDigit(second)
            ? (HexDigit(first) * 16) + HexDigit(second)
            : throw Error("invalid escape sequence", start, _position);
    }

    private int ParseBracedHexEscape(int start)
    {
        var rune = 0;
        for (var digits = 0; !Rest.IsEmpty; digits++)
        {
            var letter = ReadRune();
            if (letter == '}' && digits > 0)
            {
                return rune;
            }

            if (!IsHexDigit(letter))
            {
                break;
            }

            rune = (rune * 16) + HexDigit(letter);
            if (rune > GoUtf8.MaxRune)
            {
                break;
            }
        }

        throw Error("invalid escape sequence", start, _position);
    }

    private static bool IsHexDigit(int letter) => letter is >= 0 and < 0x80 && char.IsAsciiHexDigit((char)letter);

    private static int HexDigit(int letter) => letter <= '9' ? letter - '0' : (letter | 0x20) - 'a' + 10;
}
