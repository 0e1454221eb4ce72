namespace Confd.Engine.Templates.Sprig.Semver;

/// <summary>How many numbers of a version a constraint gives.</summary>
internal enum VersionPrecision
{
    /// <summary><c>*</c>.</summary>
    None,

    /// <summary><c>1</c> or <c>1.x</c>.</summary>
    Major,

    /// <summary><c>1.2</c> or <c>1.2.x</c>.</summary>
    Minor,

    /// <summary><c>1.2.3</c>.</summary>
    Patch,
}
