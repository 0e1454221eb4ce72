using Confd.Engine.Documents;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Sprig.Semver;

/// <summary>A version, or a pointer to one, depending on the type.</summary>
internal sealed class VersionObject(SemanticVersion version, GoType type) : GoObject, IJsonText
{
    public SemanticVersion Version { get; } = version;

    public override GoType Type { get; } = type;

    public ByteString JsonText => ByteString.FromString(Version.ToString());

    public override Value Field(int index) => index switch
    {
        0 => Value.FromInteger(GoType.Uint64, unchecked((long)Version.Major)),
        1 => Value.FromInteger(GoType.Uint64, unchecked((long)Version.Minor)),
        2 => Value.FromInteger(GoType.Uint64, unchecked((long)Version.Patch)),
        3 => Value.FromString(Version.Prerelease),
        4 => Value.FromString(Version.Metadata),
        _ => Value.FromString(Version.Original),
    };

    // Go compares pointers by identity, structs by value.
    public override bool IsEqualTo(GoObject other) => Type.Kind == GoKind.Pointer
        ? ReferenceEquals(this, other)
        : other is VersionObject { Version: var version } && Version == version;
}
