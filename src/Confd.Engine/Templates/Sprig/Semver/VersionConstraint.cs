namespace Confd.Engine.Templates.Sprig.Semver;

/// <summary>One part of a constraint, such as <c>&gt;=1.2</c>. Pre-releases match only a part that names one.</summary>
/// <param name="Operator">As written; empty for none.</param>
/// <param name="Version">Missing numbers are 0.</param>
/// <param name="Precision">How many numbers are given.</param>
internal sealed record VersionConstraint(string Operator, SemanticVersion Version, VersionPrecision Precision)
{
    private bool IsWhole => Precision == VersionPrecision.Patch;

    /// <summary>Whether a version matches.</summary>
    public bool Allows(SemanticVersion version)
    {
        var isUnlistedPrerelease = version.Prerelease.Length > 0 && Version.Prerelease.Length == 0;
        if (isUnlistedPrerelease && (Operator != "!=" || !IsWhole))
        {
            return false;
        }

        return Operator switch
        {
            "!=" => IsOther(version),
            ">" => IsAbove(version),
            "<" => SemanticVersion.Compare(version, Version) < 0,
            ">=" or "=>" => SemanticVersion.Compare(version, Version) >= 0,
            "<=" or "=<" => IsAtMost(version),
            "~" or "~>" => IsInTilde(version),
            "^" => IsInCaret(version),
            _ => IsWhole ? SemanticVersion.Compare(version, Version) == 0 : IsInTilde(version),
        };
    }

    private bool IsOther(SemanticVersion version)
    {
        if (IsWhole)
        {
            return SemanticVersion.Compare(version, Version) != 0;
        }

        if (version.Major != Version.Major || (version.Minor != Version.Minor && Precision != VersionPrecision.Major))
        {
            return true;
        }

        return Precision switch
        {
            VersionPrecision.Major => false,
            VersionPrecision.Minor => SemanticVersion.ComparePrerelease(version.Prerelease, Version.Prerelease) != 0,
            _ => version.Patch != Version.Patch || SemanticVersion.Compare(version, Version) != 0,
        };
    }

    // ">1.2" requires 1.3, ">11" requires 12.
    private bool IsAbove(SemanticVersion version)
    {
        if (IsWhole || version.Major != Version.Major)
        {
            return IsWhole ? SemanticVersion.Compare(version, Version) > 0 : version.Major > Version.Major;
        }

        return Precision switch
        {
            VersionPrecision.Major => false,
            VersionPrecision.Minor => version.Minor > Version.Minor,
            _ => SemanticVersion.Compare(version, Version) > 0,
        };
    }

    private bool IsAtMost(SemanticVersion version)
    {
        if (IsWhole)
        {
            return SemanticVersion.Compare(version, Version) <= 0;
        }

        var isMinorAbove = version.Major == Version.Major && version.Minor > Version.Minor && Precision != VersionPrecision.Major;
        return version.Major <= Version.Major && !isMinorAbove;
    }

    private bool IsInTilde(SemanticVersion version)
    {
        if (SemanticVersion.Compare(version, Version) < 0)
        {
            return false;
        }

        // ~0.0.0 and ~* accept all.
        var takesAll = (Version.Major, Version.Minor, Version.Patch) == (0, 0, 0)
            && Precision is VersionPrecision.None or VersionPrecision.Patch;
        return takesAll
            || (version.Major == Version.Major && (version.Minor == Version.Minor || Precision == VersionPrecision.Major));
    }

    // The first number that is not 0 must not change.
    private bool IsInCaret(SemanticVersion version)
    {
        if (SemanticVersion.Compare(version, Version) < 0)
        {
            return false;
        }

        if (Version.Major > 0 || Precision == VersionPrecision.Major)
        {
            return version.Major == Version.Major;
        }

        if (version.Major > 0)
        {
            return false;
        }

        return Version.Minor > 0 || Precision == VersionPrecision.Minor
            ? version.Minor == Version.Minor
            : version.Minor == 0 && version.Patch == Version.Patch;
    }
}
