using System.Text.Json;
using System.Text.Json.Serialization;
using Confd.Flags.Model;
using Confd.Flags.Text;

namespace Confd.Flags.Json;

/// <summary>Flags in LaunchDarkly's JSON for <c>System.Text.Json</c>. Unlike the converters of values and contexts it must be named: in the
/// options, or at a property.</summary>
public sealed class FeatureFlagConverter : JsonConverter<FeatureFlag>
{
    /// <inheritdoc/>
    public override FeatureFlag Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonConversion.Read(ref reader, FlagJson.Read);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, FeatureFlag value, JsonSerializerOptions options) => FlagJson.Write(writer, value);
}
