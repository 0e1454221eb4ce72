using System.Text.Json;
using System.Text.Json.Serialization;
using Confd.Flags.Contexts;

namespace Confd.Flags.Client;

/// <summary>
/// Writes the values of all flags, in the form from which LaunchDarkly's browser SDK starts, for <c>System.Text.Json</c>. Applied to the
/// type by attribute, so it need not be added to the options.
/// </summary>
public sealed class AllFlagsStateConverter : JsonConverter<AllFlagsState>
{
    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always: the written JSON does not contain the whole state.</exception>
    public override AllFlagsState Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException(
            $"{nameof(AllFlagsState)} can be written as JSON, but not read; "
            + $"read it as {nameof(FlagObject)}, or make one with {nameof(AllFlagsState)}.{nameof(AllFlagsState.Of)}");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, AllFlagsState value, JsonSerializerOptions options) => value.WriteTo(writer);
}
