using System.Text;
using Confd.Flags.Contexts;
using Confd.Flags.Json;

namespace Confd.Flags.Tests.Corpus;

/// <summary>
/// One data file of LaunchDarkly's sdk-test-harness: constants and sets of parameters are put into the text, each set gives the
/// evaluations once more.
/// </summary>
internal static class HarnessSuite
{
    public static IEnumerable<EvaluationCase> ReadCases(string path)
    {
        var suite = YamlValue.Read(path).Properties;
        var constants = suite.GetValueOrDefault("constants").Properties;
        foreach (var parameters in ExpandParameters(suite.GetValueOrDefault("parameters")))
        {
            var text = FlagValue.ObjectOf(suite).ToString();
            text = Substitute(Substitute(Substitute(text, constants), parameters), constants);
            foreach (var evaluation in ReadExpanded(FlagValue.Parse(text).Properties))
            {
                yield return evaluation;
            }
        }
    }

    private static IEnumerable<EvaluationCase> ReadExpanded(FlagObject suite)
    {
        var data = FlagSetJson.Parse(Encoding.UTF8.GetBytes(suite["sdkData"].ToString()));
        foreach (var evaluation in suite["evaluations"].Items.Select(item => item.Properties))
        {
            var flagKey = evaluation["flagKey"].AsString!;
            var defaultValue = evaluation.TryGetValue("default", out var given) ? given : DefaultOf(data.Flags.GetValueOrDefault(flagKey));
            yield return new EvaluationCase(
                $"{suite.GetValueOrDefault("name")} / {evaluation.GetValueOrDefault("name")}",
                data,
                evaluation["context"],
                flagKey,
                MethodOf(evaluation.GetValueOrDefault("valueType").AsString ?? TypeOf(defaultValue)),
                defaultValue,
                evaluation["expect"]);
        }
    }

    private static FlagValue DefaultOf(Model.FeatureFlag? flag) => flag?.Variations.FirstOrDefault().Kind switch
    {
        FlagValueKind.Boolean => false,
        FlagValueKind.Number => 0,
        FlagValueKind.String => "",
        _ => FlagValue.Null,
    };

    private static string TypeOf(FlagValue value) => value.Kind switch
    {
        FlagValueKind.Boolean => "bool",
        FlagValueKind.Number => "double",
        FlagValueKind.String => "string",
        _ => "any",
    };

    private static string? MethodOf(string valueType) => valueType switch
    {
        "double" => "number",
        "any" => null,
        _ => valueType,
    };

    // A list of objects: one expansion each. A list of lists of objects: every combination, merged.
    private static IEnumerable<FlagObject> ExpandParameters(FlagValue parameters)
    {
        if (parameters.Items.IsEmpty)
        {
            return [FlagObject.Empty];
        }

        if (parameters.Items[0].Kind == FlagValueKind.Object)
        {
            return parameters.Items.Select(item => item.Properties);
        }

        IEnumerable<FlagObject> combinations = [FlagObject.Empty];
        foreach (var choices in parameters.Items)
        {
            combinations = combinations.SelectMany(
                _ => choices.Items, (combination, choice) => FlagObject.Create(combination.Concat(choice.Properties)));
        }

        return combinations;
    }

    private static string Substitute(string text, FlagObject values)
    {
        foreach (var (name, value) in values)
        {
            var json = value.ToString();
            var inside = value.Kind == FlagValueKind.String ? json[1..^1] : json;
            text = text.Replace($"\"<{name}>\"", json, StringComparison.Ordinal).Replace($"<{name}>", inside, StringComparison.Ordinal);
        }

        return text;
    }
}
