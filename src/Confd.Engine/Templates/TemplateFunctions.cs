using Confd.Engine.Templates.Functions;
using Confd.GoTemplate.Functions;

namespace Confd.Engine.Templates;

/// <summary>The function tables of confd templates. Put your own on top with <see cref="FunctionTable.With"/>; a known name is
/// replaced.</summary>
public static class TemplateFunctions
{
    /// <summary>Go's predefined functions and all of confd's.</summary>
    public static FunctionTable Table { get; } = FunctionTable.Predefined
        .With(KeyFunctions.All)
        .With(TextFunctions.All)
        .With(RegexFunctions.All)
        .With(MathFunctions.All)
        .With(LogicFunctions.All)
        .With(JsonFunctions.All)
        .With(CollectionFunctions.All)
        .With(SystemFunctions.All)
        .With(NetworkFunctions.All)
        .With(IncludeFunction.All)
        .With(FlagFunctions.All);

    /// <summary>
    /// The table for checking templates without a store: what reads keys, variables or other templates answers a default or nothing.
    /// </summary>
    public static FunctionTable ValidationTable { get; } = Table.With(ValidationFunctions.All);
}
