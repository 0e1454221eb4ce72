using System.Text;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Json;
using Confd.Flags.Model;

namespace Confd.Flags.Tests.Corpus;

/// <summary>One recorded evaluation with its expected result.</summary>
internal sealed record EvaluationCase(
    string Id, FlagSet Data, FlagValue Context, string FlagKey, string? Type, FlagValue Default, FlagValue Expected)
{
    /// <summary>A case that holds its data, in the shape of the recorded ones.</summary>
    public static EvaluationCase Of(FlagObject row, FlagValue expected) =>
        Of(row, FlagSetJson.Parse(Encoding.UTF8.GetBytes(row["data"].ToString())), expected);

    /// <summary>A case over other data than its own.</summary>
    public static EvaluationCase Of(FlagObject row, FlagSet data, FlagValue expected) => new(
        row["id"].AsString!,
        data,
        row["context"],
        row["flagKey"].AsString!,
        row.GetValueOrDefault("type").AsString,
        row["default"],
        expected);

    /// <summary>Evaluates the case with the method of its type.</summary>
    /// <returns>The answer in the form of <see cref="Expected"/>.</returns>
    public FlagValue Evaluate() => Evaluate(Data.CreateEvaluator());

    /// <summary>Answers what differs from the expected result; null if nothing.</summary>
    public string? FindDifference()
    {
        var answer = Evaluate();
        var expected = Normalize(Expected);
        return answer == expected ? null : $"{Id}: {answer} instead of {expected}";
    }

    private static FlagValue Describe<T>(EvaluationDetail<T> detail, Func<T, FlagValue> convert)
    {
        var reason = detail.Reason;
        return Normalize(FlagValue.ObjectOf(new Dictionary<string, FlagValue>
        {
            ["value"] = convert(detail.Value),
            ["variationIndex"] = detail.VariationIndex is { } index ? index : FlagValue.Null,
            ["reason"] = Parse(reason),
        }));
    }

    private static FlagValue Parse(EvaluationReason reason)
    {
        using var stream = new MemoryStream();
        using (var writer = new System.Text.Json.Utf8JsonWriter(stream))
        {
            reason.WriteTo(writer);
        }

        return FlagValue.Parse(Encoding.UTF8.GetString(stream.ToArray()));
    }

    // Properties of a reason that are null or false equal absent ones.
    private static FlagValue Normalize(FlagValue answer) => FlagValue.ObjectOf(new Dictionary<string, FlagValue>
    {
        ["value"] = answer.Properties.GetValueOrDefault("value"),
        ["variationIndex"] = answer.Properties.GetValueOrDefault("variationIndex"),
        ["reason"] = FlagValue.ObjectOf(
            answer.Properties["reason"].Properties.Where(pair => !pair.Value.IsNull && pair.Value != false)),
    });

    private FlagValue Evaluate(Evaluator evaluator)
    {
        var context = ContextJson.FromValue(Context);
        return Type switch
        {
            "bool" => Describe(evaluator.EvaluateBoolean(FlagKey, context, Default.AsBoolean), value => value),
            "int" => Describe(evaluator.EvaluateInt32(FlagKey, context, Default.AsInt32), value => value),
            "number" => Describe(evaluator.EvaluateDouble(FlagKey, context, Default.AsDouble), value => value),
            "string" => Describe(evaluator.EvaluateString(FlagKey, context, Default.AsString!), value => value),
            _ => Describe(evaluator.Evaluate(FlagKey, context, Default), value => value),
        };
    }
}
