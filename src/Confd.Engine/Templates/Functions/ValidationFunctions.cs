using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Functions;

/// <summary>Stand-ins for <c>--validate</c>, where no store is open: same names and arguments, empty results, or the given
/// defaults.</summary>
internal static class ValidationFunctions
{
    public static IEnumerable<GoFunction> All =>
    [
        Defaulting("getv"),
        Defaulting("getenv"),
        EmptyList("gets"),
        EmptyList("getvs"),
        EmptyList("ls"),
        EmptyList("lsdir"),
        GoFunction.Create("get", [GoType.String], GoType.Any, (_, _) => Value.Nil),
        GoFunction.Create("exists", [GoType.String], GoType.Bool, (_, _) => Value.FromBool(false)),
        GoFunction.CreateVariadic("include", [GoType.String, GoType.Any], GoType.String, (_, _) => Value.FromString(ByteString.Empty)),
        GoFunction.CreateVariadic("flag", [GoType.String, GoType.Any], GoType.Any, (_, arguments) =>
            arguments.Length > 1 ? arguments[1] : Value.Nil),
        GoFunction.CreateVariadic(
            "flagDetail", [GoType.String, GoType.Any], GoType.AnyMap, (_, _) => Value.FromMap(new GoMap(GoType.AnyMap))),
    ];

    private static GoFunction Defaulting(string name) =>
        GoFunction.CreateVariadic(name, [GoType.String, GoType.String], GoType.String, (_, arguments) =>
            arguments.Length > 1 ? arguments[1] : Value.FromString(ByteString.Empty));

    private static GoFunction EmptyList(string name) =>
        GoFunction.Create(name, [GoType.String], GoType.StringSlice, (_, _) => Value.FromSlice(GoSlice.OfStrings([])));
}
