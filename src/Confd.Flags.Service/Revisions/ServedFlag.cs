using System.Globalization;
using System.Text.Json;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Model;

namespace Confd.Flags.Service.Revisions;

/// <summary>A flag with the beginnings of its responses, which are the same for every context: created once for each variation, when it is
/// first served, and copied from then on.</summary>
internal sealed class ServedFlag
{
    // One more than the number of variations: the last is for results without one. Two threads may create the same piece; either will do.
    private readonly byte[]?[] _clientAnswers;
    private readonly byte[]?[] _ofrepAnswers;

    public ServedFlag(FeatureFlag flag)
    {
        Flag = flag;
        _clientAnswers = new byte[]?[flag.Variations.Length + 1];
        _ofrepAnswers = new byte[]?[flag.Variations.Length + 1];
        IsVisibleByEnvironmentId = flag.IsVisibleByEnvironmentId();
        IsVisibleByMobileKey = flag.IsVisibleByMobileKey();
    }

    public FeatureFlag Flag { get; }

    public bool IsVisibleByEnvironmentId { get; }

    public bool IsVisibleByMobileKey { get; }

    /// <summary>For LaunchDarkly's clients: <c>"key":{"value":…,"variation":0,"version":7</c>, to be closed.</summary>
    public byte[] ClientAnswer(int? variation)
    {
        ref var answer = ref _clientAnswers[variation ?? Flag.Variations.Length];
        return answer ??= JsonBytes.Of((Flag, variation), WriteClientAnswer);
    }

    /// <summary>For OFREP: <c>{"key":"…","value":…,"variant":"0"</c>, to be closed. A null value is omitted: providers treat it as one of
    /// the wrong type.</summary>
    public byte[] OfrepResponse(int? variation)
    {
        ref var answer = ref _ofrepAnswers[variation ?? Flag.Variations.Length];
        return answer ??= JsonBytes.Of((Flag, variation), WriteOfrepAnswer);
    }

    private static void WriteClientAnswer(Utf8JsonWriter writer, (FeatureFlag Flag, int? Variation) answer)
    {
        writer.WriteStartObject(answer.Flag.Key);
        writer.WritePropertyName("value"u8);
        FlagValueJson.Write(writer, answer.Variation is { } served ? answer.Flag.Variations[served] : FlagValue.Null);
        if (answer.Variation is { } variation)
        {
            writer.WriteNumber("variation"u8, variation);
        }
        else
        {
            writer.WriteNull("variation"u8);
        }

        writer.WriteNumber("version"u8, answer.Flag.Version);
    }

    private static void WriteOfrepAnswer(Utf8JsonWriter writer, (FeatureFlag Flag, int? Variation) answer)
    {
        writer.WriteStartObject();
        writer.WriteString("key"u8, answer.Flag.Key);
        if (answer.Variation is not { } variation)
        {
            return;
        }

        if (answer.Flag.Variations[variation] is { IsNull: false } value)
        {
            writer.WritePropertyName("value"u8);
            FlagValueJson.Write(writer, value);
        }

        writer.WriteString("variant"u8, variation.ToString(CultureInfo.InvariantCulture));
    }
}
