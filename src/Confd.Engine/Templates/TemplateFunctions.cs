using Confd.Engine.Templates.Functions;
using Confd.Engine.Templates.Sprig;
using Confd.GoTemplate.Functions;

namespace Confd.Engine.Templates;

/// <summary>The function tables of confd templates. Add functions with <see cref="FunctionTable.With"/>; one of an existing name
/// replaces that.</summary>
internal static class TemplateFunctions
{
    /// <summary>Go's predefined functions and all of confd's.</summary>
    internal static FunctionTable Own { get; } = FunctionTable.Predefined.With(
    [
        .. KeyFunctions.All, .. TextFunctions.All, .. RegexFunctions.All, .. MathFunctions.All, .. LogicFunctions.All, .. JsonFunctions.All,
        .. CollectionFunctions.All, .. SystemFunctions.All, .. NetworkFunctions.All, .. IncludeFunction.All, .. FlagFunctions.All,
    ]);

    /// <summary>Go's predefined functions, all of confd's, and those of sprig and Helm that have other names or begin with
    /// <c>sprig_</c>.</summary>
    public static FunctionTable Table { get; } = Own.WithLazy(() => SprigFunctions.All);

    /// <summary>
    /// The table for checking templates without a store: functions that read keys, variables or other templates return a default or
    /// nothing.
    /// </summary>
    public static FunctionTable ValidationTable => field ??= Table.With(
        [.. ValidationFunctions.All, .. SprigFunctions.Validating]);
}
