using System.Text.Json;
using Confd.Flags;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Json;
using Confd.Flags.Model;
using Confd.Shared;

namespace Confd.Cli.Flags.Evaluating;

/// <summary>One line of a file of cases: the flag to evaluate, its context, and its data.</summary>
internal sealed class FlagEvalCase
{
    /// <summary>Any JSON value; copied to the answer.</summary>
    public FlagValue Id { get; private set; }

    /// <summary>The flags and segments; null where the case names a file.</summary>
    public FlagSet? Data { get; private set; }

    /// <summary>The file of flags and segments, relative to the folder of data; null where the case has its own.</summary>
    public string? DataFile { get; private set; }

    /// <summary>The flag to evaluate.</summary>
    public string FlagKey { get; private set; } = "";

    /// <summary>The context to evaluate for; may be invalid.</summary>
    public FlagValue Context { get; private set; }

    /// <summary>The required type, see <see cref="FlagEvalType"/>.</summary>
    public string? Type { get; private set; }

    /// <summary>The answer where no variation results.</summary>
    public FlagValue Default { get; private set; }

    /// <summary>Reads a line.</summary>
    /// <exception cref="FlagFormatException">The data has a property of the wrong type.</exception>
    /// <exception cref="JsonException">The line is not a JSON object.</exception>
    public static FlagEvalCase Read(ReadOnlySpan<byte> line)
    {
        var evaluation = new FlagEvalCase();
        var reader = new Utf8JsonReader(line, JsonDepth.OfSetInside);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("a case is a JSON object");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            evaluation.ReadProperty(ref reader);
        }

        // Throws if anything follows the object.
        reader.Read();
        return evaluation;
    }

    /// <summary>Evaluates the case.</summary>
    /// <param name="data">The case's data.</param>
    public EvaluationDetail<FlagValue> Evaluate(FlagSet data) =>
        FlagEvalType.Require(Type, data.CreateEvaluator().Evaluate(FlagKey, ContextJson.FromValue(Context), Default), Default);

    private void ReadProperty(ref Utf8JsonReader reader)
    {
        var name = reader.GetString();
        reader.Read();
        switch (name)
        {
            case "id":
                Id = FlagValueJson.Read(ref reader);
                break;
            case "data" when reader.TokenType != JsonTokenType.Null:
                Data = FlagSetJson.Read(ref reader);
                break;
            case "dataFile":
                DataFile = FlagValueJson.Read(ref reader).AsString;
                break;
            case "flagKey":
                FlagKey = FlagValueJson.Read(ref reader).AsString ?? throw new JsonException("'flagKey' is not a string");
                break;
            case "context":
                Context = FlagValueJson.Read(ref reader);
                break;
            case "type":
                Type = FlagValueJson.Read(ref reader).AsString;
                break;
            case "default":
                Default = FlagValueJson.Read(ref reader);
                break;
            default:
                reader.Skip();
                break;
        }
    }
}
