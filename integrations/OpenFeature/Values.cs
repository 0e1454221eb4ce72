using System.Collections.Immutable;
using System.Globalization;
using Confd.Flags.Contexts;
using OpenFeature.Model;
using OpenFeatureContext = OpenFeature.Model.EvaluationContext;

namespace Confd.Flags.OpenFeature;

/// <summary>Values and contexts of OpenFeature as ours, and back.</summary>
internal static class Values
{
    /// <summary>The context that is meant; invalid where none is given.</summary>
    public static Contexts.EvaluationContext ToContext(OpenFeatureContext? context, out bool isKeyMissing) =>
        Contexts.OpenFeatureContext.FromAttributes(
            ToFlagValue(context?.AsDictionary() ?? ImmutableDictionary<string, Value>.Empty).Properties, out isKeyMissing);

    public static FlagValue ToFlagValue(IEnumerable<KeyValuePair<string, Value>> values) =>
        FlagValue.ObjectOf(values.Select(pair => KeyValuePair.Create(pair.Key, ToFlagValue(pair.Value))));

    public static FlagValue ToFlagValue(Value value) => value switch
    {
        { IsBoolean: true } => FlagValue.Of(value.AsBoolean!.Value),
        { IsNumber: true } => double.IsFinite(value.AsDouble!.Value) ? FlagValue.Of(value.AsDouble.Value) : FlagValue.Null,
        { IsString: true } => FlagValue.Of(value.AsString),
        { IsDateTime: true } => FlagValue.Of(value.AsDateTime!.Value.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture)),
        { IsStructure: true } => ToFlagValue(value.AsStructure!.AsDictionary()),
        { IsList: true } => FlagValue.ArrayOf([.. value.AsList!.Select(ToFlagValue)]),
        _ => FlagValue.Null,
    };

    public static Value ToOpenFeature(FlagValue value) => value.Kind switch
    {
        FlagValueKind.Boolean => new Value(value.AsBoolean),
        FlagValueKind.Number => new Value(value.AsDouble),
        FlagValueKind.String => new Value(value.AsString!),
        FlagValueKind.Array => new Value(value.Items.Select(ToOpenFeature).ToList()),
        FlagValueKind.Object => new Value(
            new Structure(value.Properties.ToDictionary(pair => pair.Key, pair => ToOpenFeature(pair.Value)))),
        _ => new Value(),
    };
}
