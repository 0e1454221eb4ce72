using System.Diagnostics.CodeAnalysis;

namespace Confd.Flags.Operators;

/// <summary>A version by SemVer 2, in which minor and patch may be missing (<c>2</c>, <c>2.1</c>, <c>2-rc.1</c>).</summary>
/// <remarks>
/// Holds ranges of the text that it was parsed from, so that parsing allocates nothing. Numbers may have any length. Build metadata is
/// checked and ignored. https://semver.org, sections 2, 9, 10 and 11.
/// </remarks>
internal readonly struct SemanticVersion
{
    private readonly string _text;
    private readonly Range _major;
    private readonly Range _minor;
    private readonly Range _patch;
    private readonly Range _prerelease;

    private SemanticVersion(string text, Range major, Range minor, Range patch, Range prerelease)
    {
        _text = text;
        _major = major;
        _minor = minor;
        _patch = patch;
        _prerelease = prerelease;
    }

    /// <summary>Parses a version; false where the text is not one. A leading <c>v</c>, white space and leading zeros are not
    /// allowed.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out SemanticVersion version)
    {
        version = default;
        if (text is null)
        {
            return false;
        }

        var position = 0;
        Range minor = default;
        Range patch = default;
        Range prerelease = default;
        if (!TryReadNumber(text, ref position, out var major)
            || (IsAt(text, position, '.') && !TryReadPart(text, ref position, out minor))
            || (minor.End.Value > 0 && IsAt(text, position, '.') && !TryReadPart(text, ref position, out patch))
            || (IsAt(text, position, '-') && !TryReadIdentifiers(text, ref position, allowsLeadingZeros: false, out prerelease))
            || (IsAt(text, position, '+') && !TryReadIdentifiers(text, ref position, allowsLeadingZeros: true, out _))
            || position != text.Length)
        {
            return false;
        }

        version = new SemanticVersion(text, major, minor, patch, prerelease);
        return true;
    }

    /// <summary>Orders by precedence.</summary>
    public int ComparePrecedence(SemanticVersion other)
    {
        var order = CompareNumbers(_text.AsSpan(_major), other._text.AsSpan(other._major));
        if (order == 0)
        {
            order = CompareNumbers(_text.AsSpan(_minor), other._text.AsSpan(other._minor));
        }

        if (order == 0)
        {
            order = CompareNumbers(_text.AsSpan(_patch), other._text.AsSpan(other._patch));
        }

        return order != 0 ? order : ComparePrereleases(_text.AsSpan(_prerelease), other._text.AsSpan(other._prerelease));
    }

    private static bool IsAt(string text, int position, char expected) => position < text.Length && text[position] == expected;

    private static bool TryReadPart(string text, ref int position, out Range part)
    {
        position++;
        return TryReadNumber(text, ref position, out part);
    }

    private static bool TryReadNumber(string text, ref int position, out Range number)
    {
        var start = position;
        while (position < text.Length && char.IsAsciiDigit(text[position]))
        {
            position++;
        }

        number = start..position;
        return position > start && (text[start] != '0' || position == start + 1);
    }

    // Dot-separated and non-empty, of letters, digits and hyphens.
    private static bool TryReadIdentifiers(string text, ref int position, bool allowsLeadingZeros, out Range identifiers)
    {
        var start = ++position;
        identifiers = default;
        while (true)
        {
            var identifierStart = position;
            while (position < text.Length && (char.IsAsciiLetterOrDigit(text[position]) || text[position] == '-'))
            {
                position++;
            }

            var identifier = text.AsSpan(identifierStart..position);
            var isZeroPadded = identifier.Length > 1 && identifier[0] == '0' && IsNumber(identifier);
            if (identifier.IsEmpty || (isZeroPadded && !allowsLeadingZeros))
            {
                return false;
            }

            if (!IsAt(text, position, '.'))
            {
                identifiers = start..position;
                return true;
            }

            position++;
        }
    }

    private static int ComparePrereleases(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        // A release comes after all its prereleases.
        if (left.IsEmpty || right.IsEmpty)
        {
            return right.Length.CompareTo(left.Length);
        }

        while (!left.IsEmpty && !right.IsEmpty)
        {
            var order = CompareIdentifiers(TakeIdentifier(ref left), TakeIdentifier(ref right));
            if (order != 0)
            {
                return order;
            }
        }

        return left.Length.CompareTo(right.Length);
    }

    private static ReadOnlySpan<char> TakeIdentifier(ref ReadOnlySpan<char> rest)
    {
        var dot = rest.IndexOf('.');
        var identifier = dot < 0 ? rest : rest[..dot];
        rest = dot < 0 ? default : rest[(dot + 1)..];
        return identifier;
    }

    private static int CompareIdentifiers(ReadOnlySpan<char> left, ReadOnlySpan<char> right) => (IsNumber(left), IsNumber(right)) switch
    {
        (true, true) => CompareNumbers(left, right),
        (true, false) => -1,
        (false, true) => 1,
        _ => left.SequenceCompareTo(right),
    };

    private static bool IsNumber(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');

    // Digits without leading zeros; a missing part is zero.
    private static int CompareNumbers(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        left = left.IsEmpty ? "0" : left;
        right = right.IsEmpty ? "0" : right;
        return left.Length != right.Length ? left.Length.CompareTo(right.Length) : left.SequenceCompareTo(right);
    }
}
