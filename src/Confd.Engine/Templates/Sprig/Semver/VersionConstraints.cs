using System.Text;
using Confd.GoRegex;
using Confd.GoTemplate;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Sprig.Semver;

/// <summary>Constraints on versions: groups between <c>||</c>, of which one has to match, each of parts that all have to match (Masterminds
/// <c>semver</c> 3.3.0).</summary>
internal sealed class VersionConstraints
{
    private const string Operators = @"=||!=|>|<|>=|=>|<=|=<|~|~>|\^";

    private const string Version = @"v?([0-9|x|X|\*]+)(\.[0-9|x|X|\*]+)?(\.[0-9|x|X|\*]+)?" + SemanticVersion.Rest;

    // In a range, the second version is in the groups after those of the first.
    private const int SecondOfRange = 11;

    private static readonly Lazy<Regexp> RangePattern = Compile($@"\s*({Version})\s+-\s+({Version})\s*");
    private static readonly Lazy<Regexp> PartPattern = Compile($@"({Operators})\s*({Version})");
    private static readonly Lazy<Regexp> WholePartPattern = Compile($@"^\s*({Operators})\s*({Version})\s*$");
    private static readonly Lazy<Regexp> GroupPattern = Compile(
        $@"^(\s*({Operators})\s*({Version})\s*)((?:\s+|,\s*)({Operators})\s*({Version})\s*)*$");

    private readonly List<List<VersionConstraint>> _groups = [];

    private VersionConstraints()
    {
    }

    /// <summary>Parses constraints.</summary>
    /// <exception cref="TemplateFunctionException">With the library's message.</exception>
    public static VersionConstraints Parse(ByteString text)
    {
        var constraints = new VersionConstraints();
        foreach (var group in WithoutRanges(text).Split("||"))
        {
            var bytes = Encoding.UTF8.GetBytes(group);
            if (!GroupPattern.Value.IsMatch(bytes))
            {
                throw new TemplateFunctionException($"improper constraint: {ErrorText.Plain(new ByteString(bytes))}");
            }

            constraints._groups.Add([.. PartPattern.Value.FindAll(bytes).Select(part => ReadPart(bytes[part]))]);
        }

        return constraints;
    }

    /// <summary>Whether a version matches.</summary>
    public bool Allow(SemanticVersion version) => _groups.Exists(group => group.TrueForAll(part => part.Allows(version)));

    private static Lazy<Regexp> Compile(string pattern) => new(() => Regexp.Parse(Encoding.ASCII.GetBytes(pattern)));

    // "1.0 - 2.0" is short for ">= 1.0, <= 2.0".
    private static string WithoutRanges(ByteString text)
    {
        var output = new StringBuilder();
        var copied = 0;
        foreach (var match in RangePattern.Value.FindAll(text.Span))
        {
            var range = text.Memory[match].ToArray();
            var groups = RangePattern.Value.FindGroups(range)!;
            output.Append(text.Slice(copied, match.Start.Value - copied))
                .Append(">= ").Append(Group(range, groups, 1)).Append(", <= ").Append(Group(range, groups, SecondOfRange)).Append(' ');
            copied = match.End.Value;
        }

        return output.Append(text.Slice(copied)).ToString();
    }

    private static VersionConstraint ReadPart(byte[] text)
    {
        var groups = WholePartPattern.Value.FindGroups(text)
            ?? throw new TemplateFunctionException($"improper constraint: {ErrorText.Plain(new ByteString(text))}");
        string Part(int index) => Group(text, groups, index).TrimStart('.');
        var (major, minor, patch, rest) = (Part(3), Part(4), Part(5), Group(text, groups, 6));
        var precision = IsAny(major) ? VersionPrecision.None
            : IsAny(minor) ? VersionPrecision.Major
            : IsAny(patch) ? VersionPrecision.Minor
            : VersionPrecision.Patch;
        var version = precision switch
        {
            VersionPrecision.None => $"0.0.0{rest}",
            VersionPrecision.Major => $"{major}.0.0{rest}",
            VersionPrecision.Minor => $"{major}.{minor}.0{rest}",
            _ => Group(text, groups, 2),
        };
        try
        {
            return new VersionConstraint(Group(text, groups, 1), SemanticVersion.Parse(version), precision);
        }
        catch (TemplateFunctionException exception)
        {
            throw new TemplateFunctionException("constraint Parser Error", exception);
        }
    }

    private static bool IsAny(string part) => part is "" or "x" or "X" or "*";

    private static string Group(byte[] text, int[] groups, int index) =>
        groups[index * 2] < 0 ? "" : Encoding.UTF8.GetString(text, groups[index * 2], groups[(index * 2) + 1] - groups[index * 2]);
}
