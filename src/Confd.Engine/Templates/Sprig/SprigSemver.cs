using Confd.Engine.Templates.Sprig.Semver;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Sprig;

/// <summary>Versions by Semantic Versioning.</summary>
internal static class SprigSemver
{
    public static IEnumerable<GoFunction> All =>
    [
        GoFunction.Create("semver", [GoType.String], VersionTypes.Pointer, (_, arguments) =>
            VersionTypes.ToPointer(SemanticVersion.Parse(arguments[0].AsString().ToString()))),
        GoFunction.Create("semverCompare", [GoType.String, GoType.String], GoType.Bool, (_, arguments) =>
            Value.FromBool(VersionConstraints.Parse(arguments[0].AsString()).Allow(
                SemanticVersion.Parse(arguments[1].AsString().ToString())))),
    ];
}
