using System.Text.Json;
using System.Text.Json.Serialization;
using Confd.Flags.Text;

namespace Confd.Flags.Contexts;

/// <summary>
/// Contexts in LaunchDarkly's JSON for <c>System.Text.Json</c>. Applied to the type by attribute, so it need not be added to the options.
/// An invalid context is a <see cref="JsonException"/>; <see cref="EvaluationContext.Parse(string)"/> returns it as a value.
/// </summary>
public sealed class EvaluationContextConverter : JsonConverter<EvaluationContext>
{
    /// <inheritdoc/>
    public override EvaluationContext Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Require(ContextJson.FromValue(JsonConversion.Read(ref reader, FlagValueJson.Read)));

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, EvaluationContext value, JsonSerializerOptions options) =>
        ContextJson.Write(writer, Require(value));

    private static EvaluationContext Require(EvaluationContext context) =>
        context.Error is { } error ? throw new JsonException($"the context is invalid: {error}") : context;
}
