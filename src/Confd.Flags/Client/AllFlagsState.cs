using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Json;
using Confd.Flags.Model;
using Confd.Shared;

namespace Confd.Flags.Client;

/// <summary>The values of all flags for one context, also in the JSON from which LaunchDarkly's browser SDK can start.</summary>
/// <example>
/// <code>
/// var state = flags.AllFlagsState(context, AllFlagsOptions.ClientSideOnly);
/// string json = JsonSerializer.Serialize(state); // {"new-checkout":true,…,"$flagsState":{…},"$valid":true}
/// </code>
/// </example>
[JsonConverter(typeof(AllFlagsStateConverter))]
public sealed class AllFlagsState
{
    private readonly SortedDictionary<string, FlagState> _flags = new(StringComparer.Ordinal);
    private readonly FlagSet _all;
    private readonly AllFlagsOptions _options;

    private AllFlagsState(bool isValid, FlagSet all, AllFlagsOptions options)
    {
        IsValid = isValid;
        _all = all;
        _options = options;
    }

    /// <summary>False if there was no reading yet or the context is invalid: there are no values then.</summary>
    public bool IsValid { get; }

    /// <summary>Values by flag key; JSON null for a flag that serves no variation.</summary>
    public IReadOnlyDictionary<string, FlagValue> Values => field ??=
        _flags.ToDictionary(pair => pair.Key, pair => pair.Value.Detail.Value, StringComparer.Ordinal);

    /// <summary>The state that is returned when no flag data is available: not valid, and without values.</summary>
    public static AllFlagsState Invalid { get; } = new(isValid: false, FlagSet.Empty, AllFlagsOptions.None);

    /// <summary>Creates a state from evaluation results by flag key, for test fakes. Each flag has version 1.</summary>
    public static AllFlagsState Of(IReadOnlyDictionary<string, EvaluationDetail<FlagValue>> details)
    {
        ArgumentNullException.ThrowIfNull(details);
        var state = new AllFlagsState(isValid: true, FlagSet.Empty, AllFlagsOptions.None);
        foreach (var (key, detail) in details)
        {
            state._flags.Add(key, new FlagState(new FeatureFlag { Key = key, Version = 1 }, detail));
        }

        return state;
    }

    /// <summary>Creates a state from values by flag key, for test fakes. Each value is served to every context, as variation 0 of version
    /// 1.</summary>
    public static AllFlagsState Of(IReadOnlyDictionary<string, FlagValue> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return Of(values.ToDictionary(
            value => value.Key,
            value => new EvaluationDetail<FlagValue>(value.Value, 0, new EvaluationReason { Kind = EvaluationReasonKind.Fallthrough }),
            StringComparer.Ordinal));
    }

    /// <summary>The result for one flag; null if it is not among them.</summary>
    public EvaluationDetail<FlagValue>? Find(string flagKey) => _flags.TryGetValue(flagKey, out var state) ? state.Detail : null;

    /// <summary>
    /// Writes <c>{"key":value,…,"$flagsState":{"key":{"variation":0,"version":7},…},"$valid":true}</c>.
    /// </summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (var (key, state) in _flags)
        {
            writer.WritePropertyName(key);
            FlagValueJson.Write(writer, state.Detail.Value);
        }

        writer.WriteStartObject("$flagsState"u8);
        foreach (var (key, state) in _flags)
        {
            writer.WriteStartObject(key);
            WriteState(writer, state);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteBoolean("$valid"u8, IsValid);
        writer.WriteEndObject();
    }

    /// <summary>How many flags there are, without their values; for logs and debuggers.</summary>
    public override string ToString() => IsValid ? string.Create(CultureInfo.InvariantCulture, $"{_flags.Count} flags") : "not valid";

    internal static AllFlagsState Create(FlagSet flags, AllFlagsOptions options, SafeEvaluation evaluation)
    {
        var state = new AllFlagsState(isValid: true, flags, options);
        foreach (var flag in flags.Flags.Values)
        {
            if (!flag.IsDeleted && (!options.HasFlag(AllFlagsOptions.ClientSideOnly) || flag.IsVisibleByEnvironmentId()))
            {
                state._flags.Add(flag.Key, new FlagState(flag, evaluation.Of(flag)));
            }
        }

        return state;
    }

    private void WriteState(Utf8JsonWriter writer, FlagState state)
    {
        var (flag, detail) = state;
        writer.WriteIfAny("variation", detail.VariationIndex);
        var isExperimentData = flag.IsExperimentData(detail.Reason);
        var isTracked = flag.Tracking.TracksEvents || flag.Tracking.DebugEventsUntil is not null || isExperimentData;
        if (isTracked || !_options.HasFlag(AllFlagsOptions.DetailsOnlyForTrackedFlags))
        {
            writer.WriteNumber("version"u8, flag.Version);
            WriteReason(writer, detail.Reason, isExperimentData);
        }

        writer.WriteIfTrue("trackEvents", flag.Tracking.TracksEvents || isExperimentData);
        writer.WriteIfTrue("trackReason", isExperimentData);
        writer.WriteIfAny("debugEventsUntilDate", flag.Tracking.DebugEventsUntil);
        WritePrerequisites(writer, flag.EvaluatedPrerequisites(detail.Reason, _all));
    }

    private void WriteReason(Utf8JsonWriter writer, EvaluationReason reason, bool isExperimentData)
    {
        if (_options.HasFlag(AllFlagsOptions.WithReasons) || isExperimentData)
        {
            writer.WritePropertyName("reason"u8);
            reason.WriteTo(writer);
        }
    }

    private static void WritePrerequisites(Utf8JsonWriter writer, IReadOnlyList<string> asked)
    {
        if (asked.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("prerequisites"u8);
        foreach (var key in asked)
        {
            writer.WriteStringValue(key);
        }

        writer.WriteEndArray();
    }

    private sealed record FlagState(FeatureFlag Flag, EvaluationDetail<FlagValue> Detail);
}
