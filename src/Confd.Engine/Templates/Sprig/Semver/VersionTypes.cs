using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Sprig.Semver;

/// <summary>Versions as template values: <c>semver.Version</c>, and the pointer to one that <c>semver</c> returns.</summary>
internal static class VersionTypes
{
    /// <summary><c>semver.Version</c>.</summary>
    public static GoType Version { get; } = GoType.Struct(
        "semver.Version",
        [
            new GoField("major", GoType.Uint64),
            new GoField("minor", GoType.Uint64),
            new GoField("patch", GoType.Uint64),
            new GoField("pre", GoType.String),
            new GoField("metadata", GoType.String),
            new GoField("original", GoType.String),
        ],
        ValueMethods,
        Show);

    /// <summary><c>*semver.Version</c>.</summary>
    public static GoType Pointer { get; } = GoType.PointerTo(Version, () => [.. ValueMethods(), .. PointerMethods()], Show);

    /// <summary>A version as <c>semver</c> returns it.</summary>
    public static Value ToPointer(SemanticVersion version) => Value.FromObject(new VersionObject(version, Pointer));

    private static IEnumerable<GoMethod> ValueMethods() =>
    [
        Number("Major", version => version.Major),
        Number("Minor", version => version.Minor),
        Number("Patch", version => version.Patch),
        Text("Prerelease", version => version.Prerelease),
        Text("Metadata", version => version.Metadata),
        Text("String", version => version.ToString()),
        Next("IncPatch", version => version.NextPatch()),
        Next("IncMinor", version => version.NextMinor()),
        Next("IncMajor", version => version.NextMajor()),
        Changed("SetPrerelease", (version, text) => version.With(text, version.Metadata)),
        Changed("SetMetadata", (version, text) => version.With(version.Prerelease, text)),
        Bytes("MarshalText", version => $"{version}"),
        Bytes("MarshalJSON", version => $"\"{version}\""),
        new("Value", [], [GoType.Any, GoType.Error], (_, receiver, _) => Value.FromString(Of(receiver).ToString())),
    ];

    private static IEnumerable<GoMethod> PointerMethods() =>
    [
        Text("Original", version => version.Original),
        Comparing("LessThan", order => order < 0),
        Comparing("LessThanEqual", order => order <= 0),
        Comparing("GreaterThan", order => order > 0),
        Comparing("GreaterThanEqual", order => order >= 0),
        new("Equal", [Pointer], GoType.Bool, (_, receiver, arguments) => Value.FromBool(
            !arguments[0].IsNilOrInvalid && SemanticVersion.Compare(Of(receiver), Of(arguments[0])) == 0)),
        new("Compare", [Pointer], GoType.Int, (_, receiver, arguments) =>
            Value.FromInt(Math.Sign(SemanticVersion.Compare(Of(receiver), Other(arguments[0]))))),
    ];

    private static ByteString Show(Value value) => ByteString.FromString(Of(value).ToString());

    // The target of a pointer has only the fields.
    private static SemanticVersion Of(Value value) => value.AsObject() switch
    {
        VersionObject version => version.Version,
        var fields => new SemanticVersion(
            unchecked((ulong)fields.Field(0).AsInt()),
            unchecked((ulong)fields.Field(1).AsInt()),
            unchecked((ulong)fields.Field(2).AsInt()),
            fields.Field(3).AsString().ToString(),
            fields.Field(4).AsString().ToString(),
            fields.Field(5).AsString().ToString()),
    };

    private static SemanticVersion Other(Value value) => value.IsNilOrInvalid ? throw GoPanic.NilPointer() : Of(value);

    private static GoMethod Number(string name, Func<SemanticVersion, ulong> body) =>
        new(name, [], GoType.Uint64, (_, receiver, _) => Value.FromInteger(GoType.Uint64, unchecked((long)body(Of(receiver)))));

    private static GoMethod Text(string name, Func<SemanticVersion, string> body) =>
        new(name, [], GoType.String, (_, receiver, _) => Value.FromString(body(Of(receiver))));

    private static GoMethod Next(string name, Func<SemanticVersion, SemanticVersion> body) =>
        new(name, [], Version, (_, receiver, _) => Value.FromObject(new VersionObject(body(Of(receiver)), Version)));

    private static GoMethod Changed(string name, Func<SemanticVersion, string, SemanticVersion> body) =>
        new(name, [GoType.String], [Version, GoType.Error], (_, receiver, arguments) =>
            Value.FromObject(new VersionObject(body(Of(receiver), arguments[0].AsString().ToString()), Version)));

    private static GoMethod Bytes(string name, Func<SemanticVersion, string> body) =>
        new(name, [], [GoType.ByteSlice, GoType.Error], (_, receiver, _) =>
            Value.FromSlice(GoSlice.OfBytes(System.Text.Encoding.UTF8.GetBytes(body(Of(receiver))))));

    private static GoMethod Comparing(string name, Func<int, bool> holds) =>
        new(name, [Pointer], GoType.Bool, (_, receiver, arguments) =>
            Value.FromBool(holds(SemanticVersion.Compare(Of(receiver), Other(arguments[0])))));
}
