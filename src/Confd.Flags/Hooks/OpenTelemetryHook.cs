using System.Collections.Immutable;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Shared;

namespace Confd.Flags.Hooks;

/// <summary>Reports evaluations to OpenTelemetry, by its semantic conventions for feature flags.</summary>
/// <remarks>
/// <para>
/// The current span, if there is one and it is recorded, gets an event <c>feature_flag.evaluation</c> for each evaluation, with
/// <c>feature_flag.key</c>, <c>feature_flag.provider.name</c>, <c>feature_flag.result.variant</c> (the variation's index),
/// <c>feature_flag.result.reason</c> in OpenFeature's terms, <c>feature_flag.set.id</c> (the environment's id, if it is known) and, for
/// errors, <c>error.type</c>. Values of flags are never reported. The reason <c>split</c> is that of experiments: a hook does not know
/// whether a rule has a rollout.
/// </para>
/// <para>
/// The meter <see cref="MeterName"/> counts evaluations, <c>confd.flags.evaluations</c>, by key, variant, reason and type of error. Safe to
/// share between clients and threads.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// builder.Services.AddSingleton&lt;FlagHook, OpenTelemetryHook&gt;();
/// </code>
/// </example>
public sealed class OpenTelemetryHook() : FlagHook("opentelemetry")
{
    /// <summary>The meter's name: <c>Confd.Flags</c>.</summary>
    public const string MeterName = "Confd.Flags";

    private const string EventName = "feature_flag.evaluation";
    private const string Provider = "confd";

    /// <summary>True: events name the context too, as <c>feature_flag.context.id</c>. Metrics never do.</summary>
    /// <value>False by default: the key of a context may be personal.</value>
    public bool IncludesContext { get; init; }

    /// <inheritdoc/>
    public override void AfterEvaluation(
        EvaluationSeries evaluation, ImmutableDictionary<string, object?> data, EvaluationDetail<FlagValue> detail)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        var span = Activity.Current is { IsAllDataRequested: true } current ? current : null;
        if (span is null && !Instruments.Evaluations.Enabled)
        {
            return;
        }

        var tags = new TagList
        {
            { "feature_flag.key", evaluation.FlagKey },
            { "feature_flag.provider.name", Provider },
            { "feature_flag.result.reason", ReasonOf(detail.Reason) },
        };
        if (detail.VariationIndex is { } index)
        {
            tags.Add("feature_flag.result.variant", index.ToString(CultureInfo.InvariantCulture));
        }

        if (ErrorOf(detail.Reason) is { } error)
        {
            tags.Add("error.type", error);
        }

        Instruments.Evaluations.Add(1, tags);
        span?.AddEvent(new ActivityEvent(EventName, tags: EventTags(tags, evaluation)));
    }

    private ActivityTagsCollection EventTags(TagList tags, EvaluationSeries evaluation)
    {
        var all = new ActivityTagsCollection(tags);
        if (evaluation.EnvironmentId is { } environment)
        {
            all.Add("feature_flag.set.id", environment);
        }

        if (IncludesContext && evaluation.Context is { IsValid: true } context)
        {
            all.Add("feature_flag.context.id", context.FullyQualifiedKey);
        }

        return all;
    }

    private static string ReasonOf(EvaluationReason reason) => reason.ToOpenFeature(flag: null) switch
    {
        OpenFeatureReason.Disabled => "disabled",
        OpenFeatureReason.TargetingMatch => "targeting_match",
        OpenFeatureReason.Split => "split",
        OpenFeatureReason.Default => "default",
        _ => "error",
    };

    // OpenFeature's codes, which the conventions use, in lower case.
    private static string? ErrorOf(EvaluationReason reason) => (reason.Kind, reason.ErrorKind) switch
    {
        (not EvaluationReasonKind.Error, _) => null,
        (_, EvaluationErrorKind.ClientNotReady) => "provider_not_ready",
        (_, EvaluationErrorKind.FlagNotFound) => "flag_not_found",
        (_, EvaluationErrorKind.MalformedFlag) => "parse_error",
        (_, EvaluationErrorKind.UserNotSpecified) => "invalid_context",
        (_, EvaluationErrorKind.WrongType) => "type_mismatch",
        _ => "general",
    };

    // Created with the first evaluation that is reported to a hook: a process without a hook has no meter.
    private static class Instruments
    {
        public static readonly Counter<long> Evaluations =
            new Meter(MeterName, MeterVersion.Of(typeof(OpenTelemetryHook)))
                .CreateCounter<long>("confd.flags.evaluations", "{evaluation}", "Evaluations of flags.");
    }
}
