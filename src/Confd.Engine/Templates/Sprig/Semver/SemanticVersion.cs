using System.Globalization;
using System.Text;
using Confd.GoRegex;
using Confd.GoTemplate;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Sprig.Semver;

/// <summary>A version by Semantic Versioning 2, parsed leniently (Masterminds <c>semver</c> 3.3.0): a leading <c>v</c> is allowed, minor
/// and patch may be missing.</summary>
/// <param name="Major">First number.</param>
/// <param name="Minor">Second number.</param>
/// <param name="Patch">Third number.</param>
/// <param name="Prerelease">The part after the hyphen; empty for a release.</param>
/// <param name="Metadata">The part after the plus; ignored in comparisons.</param>
/// <param name="Original">The parsed text.</param>
internal sealed record SemanticVersion(ulong Major, ulong Minor, ulong Patch, string Prerelease, string Metadata, string Original)
{
    /// <summary>The pattern of what may follow the numbers: five groups.</summary>
    public const string Rest = @"(-([0-9A-Za-z\-]+(\.[0-9A-Za-z\-]+)*))?(\+([0-9A-Za-z\-]+(\.[0-9A-Za-z\-]+)*))?";

    private static readonly Lazy<Regexp> Pattern = new(() =>
        Regexp.Parse(Encoding.ASCII.GetBytes(@"^v?([0-9]+)(\.[0-9]+)?(\.[0-9]+)?" + Rest + "$")));

    /// <summary>Parses a version.</summary>
    /// <exception cref="TemplateFunctionException">With the library's message.</exception>
    public static SemanticVersion Parse(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var groups = Pattern.Value.FindGroups(bytes) ?? throw new TemplateFunctionException("Invalid Semantic Version");
        string Group(int index) =>
            groups[index * 2] < 0 ? "" : Encoding.UTF8.GetString(bytes, groups[index * 2], groups[(index * 2) + 1] - groups[index * 2]);
        var version = new SemanticVersion(
            Number(Group(1)), Number(Group(2).TrimStart('.')), Number(Group(3).TrimStart('.')), Group(5), Group(8), text);
        foreach (var part in version.Prerelease.Split('.'))
        {
            if (part.Length > 1 && part[0] == '0' && part.All(char.IsAsciiDigit))
            {
                throw new TemplateFunctionException("Version segment starts with 0");
            }
        }

        return version;
    }

    /// <summary>Below zero where the left one comes before the right one.</summary>
    public static int Compare(SemanticVersion left, SemanticVersion right)
    {
        var byNumber = (left.Major, left.Minor, left.Patch).CompareTo((right.Major, right.Minor, right.Patch));
        return byNumber != 0 ? byNumber : (left.Prerelease.Length, right.Prerelease.Length) switch
        {
            (0, 0) => 0,
            (0, _) => 1,
            (_, 0) => -1,
            _ => ComparePrerelease(left.Prerelease, right.Prerelease),
        };
    }

    /// <summary>Compares pre-releases part by part: numbers by value and before words, fewer parts before more.</summary>
    public static int ComparePrerelease(string left, string right)
    {
        var (mine, theirs) = (left.Split('.'), right.Split('.'));
        for (var index = 0; index < Math.Max(mine.Length, theirs.Length); index++)
        {
            var order = ComparePart(mine.ElementAtOrDefault(index) ?? "", theirs.ElementAtOrDefault(index) ?? "");
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    /// <summary>The next patch; for a pre-release its release.</summary>
    public SemanticVersion NextPatch() => Next(Major, Minor, Prerelease.Length > 0 ? Patch : unchecked(Patch + 1));

    /// <summary>The next minor version.</summary>
    public SemanticVersion NextMinor() => Next(Major, unchecked(Minor + 1), 0);

    /// <summary>The next major version.</summary>
    public SemanticVersion NextMajor() => Next(unchecked(Major + 1), 0, 0);

    /// <summary>The same version with another pre-release or other metadata.</summary>
    /// <exception cref="TemplateFunctionException">With the library's message.</exception>
    public SemanticVersion With(string prerelease, string metadata)
    {
        Check(prerelease, "Invalid Prerelease string", refusesLeadingZeros: true);
        Check(metadata, "Invalid Metadata string", refusesLeadingZeros: false);
        return WithOriginal(this with { Prerelease = prerelease, Metadata = metadata });
    }

    /// <summary>All three numbers, without the <c>v</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Major}.{Minor}.{Patch}{(Prerelease.Length > 0 ? "-" : "")}{Prerelease}{(Metadata.Length > 0 ? "+" : "")}{Metadata}");

    private SemanticVersion Next(ulong major, ulong minor, ulong patch) =>
        WithOriginal(new SemanticVersion(major, minor, patch, "", "", ""));

    private SemanticVersion WithOriginal(SemanticVersion next) =>
        next with { Original = (Original.StartsWith('v') ? "v" : "") + next };

    private static void Check(string text, string problem, bool refusesLeadingZeros)
    {
        foreach (var part in text.Length == 0 ? [] : text.Split('.'))
        {
            if (!part.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-'))
            {
                throw new TemplateFunctionException(problem);
            }

            if (refusesLeadingZeros && part.Length > 1 && part[0] == '0' && part.All(char.IsAsciiDigit))
            {
                throw new TemplateFunctionException("Version segment starts with 0");
            }
        }
    }

    private static ulong Number(string digits)
    {
        if (digits.Length == 0)
        {
            return 0;
        }

        var quoted = ErrorText.Quoted(ByteString.FromString(digits));
        return ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new TemplateFunctionException(
                $"Error parsing version segment: strconv.ParseUint: parsing {quoted}: value out of range");
    }

    private static int ComparePart(string left, string right)
    {
        if (left == right)
        {
            return 0;
        }

        if (left.Length == 0 || right.Length == 0)
        {
            return left.Length == 0 ? -1 : 1;
        }

        var isLeftNumber = ulong.TryParse(left, NumberStyles.None, CultureInfo.InvariantCulture, out var leftNumber);
        var isRightNumber = ulong.TryParse(right, NumberStyles.None, CultureInfo.InvariantCulture, out var rightNumber);
        return (isLeftNumber, isRightNumber) switch
        {
            (false, false) => string.CompareOrdinal(left, right) > 0 ? 1 : -1,
            (true, false) => -1,
            (false, true) => 1,
            _ => leftNumber > rightNumber ? 1 : -1,
        };
    }
}
