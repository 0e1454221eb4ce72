using System.Text.Json;
using System.Text.Json.Serialization;
using Confd.Flags.Text;

namespace Confd.Flags.Contexts;

/// <summary>A JSON object for <c>System.Text.Json</c>. Applied to the type by attribute, so it need not be added to the options.</summary>
public sealed class FlagObjectConverter : JsonConverter<FlagObject>
{
    /// <inheritdoc/>
    public override FlagObject Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonConversion.Read(ref reader, FlagValueJson.ReadObjectOnly);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, FlagObject value, JsonSerializerOptions options) =>
        FlagValueJson.WriteObject(writer, value);
}
