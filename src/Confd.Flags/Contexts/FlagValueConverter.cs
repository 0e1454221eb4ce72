using System.Text.Json;
using System.Text.Json.Serialization;
using Confd.Flags.Text;

namespace Confd.Flags.Contexts;

/// <summary>Any JSON value for <c>System.Text.Json</c>. Applied to the type by attribute, so it need not be added to the options.</summary>
public sealed class FlagValueConverter : JsonConverter<FlagValue>
{
    /// <inheritdoc/>
    public override FlagValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonConversion.Read(ref reader, FlagValueJson.Read);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, FlagValue value, JsonSerializerOptions options) => FlagValueJson.Write(writer, value);
}
