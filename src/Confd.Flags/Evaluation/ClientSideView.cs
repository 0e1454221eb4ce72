using Confd.Flags.Model;

namespace Confd.Flags.Evaluation;

/// <summary>What client-side SDKs may see of a flag, and the details of an evaluation that they get in addition to its value.</summary>
public static class ClientSideView
{
    /// <summary>True if SDKs that use a client-side environment id, those of browsers, may see the flag; false where the data does not
    /// specify it.</summary>
    public static bool IsVisibleByEnvironmentId(this FeatureFlag flag)
    {
        ArgumentNullException.ThrowIfNull(flag);
        return flag.Tracking.ClientSideAvailability?.UsingEnvironmentId ?? flag.Tracking.IsClientSide;
    }

    /// <summary>True if SDKs that use a mobile key may see the flag, also where the data does not specify it.</summary>
    public static bool IsVisibleByMobileKey(this FeatureFlag flag)
    {
        ArgumentNullException.ThrowIfNull(flag);
        return flag.Tracking.ClientSideAvailability?.UsingMobileKey ?? true;
    }

    /// <summary>True if the evaluation is data of an experiment: its events are tracked and carry the reason, whether requested or
    /// not.</summary>
    /// <param name="flag">The flag that was evaluated.</param>
    /// <param name="reason">The evaluation's reason.</param>
    public static bool IsExperimentData(this FeatureFlag flag, EvaluationReason reason)
    {
        ArgumentNullException.ThrowIfNull(flag);
        return reason.IsInExperiment || reason.Kind switch
        {
            EvaluationReasonKind.Fallthrough => flag.Tracking.TracksFallthrough,
            EvaluationReasonKind.RuleMatch => reason.RuleIndex is { } index && index < flag.Rules.Length && flag.Rules[index].TracksEvents,
            _ => false,
        };
    }

    /// <summary>
    /// The keys of the flag's own prerequisites that were evaluated for a result, in order; as in LaunchDarkly's SDKs, without flags that
    /// do not exist. Empty for an error: SDKs follow the list, endlessly in a cycle.
    /// </summary>
    /// <param name="flag">The flag that was evaluated.</param>
    /// <param name="reason">The evaluation's reason.</param>
    /// <param name="all">The flags among which it was evaluated.</param>
    public static IReadOnlyList<string> EvaluatedPrerequisites(this FeatureFlag flag, EvaluationReason reason, FlagSet all)
    {
        ArgumentNullException.ThrowIfNull(flag);
        ArgumentNullException.ThrowIfNull(all);
        var asked = Asked(flag, reason);
        return asked.IsEmpty ? [] : KeysOf(asked, all);
    }

    private static ReadOnlySpan<Prerequisite> Asked(FeatureFlag flag, EvaluationReason reason)
    {
        var prerequisites = flag.Prerequisites.AsSpan();
        if (!flag.IsOn || reason.Kind is EvaluationReasonKind.Error or EvaluationReasonKind.Off)
        {
            return [];
        }

        if (reason.Kind != EvaluationReasonKind.PrerequisiteFailed)
        {
            return prerequisites;
        }

        var count = 0;
        while (count < prerequisites.Length && prerequisites[count].Key != reason.PrerequisiteKey)
        {
            count++;
        }

        return prerequisites[..Math.Min(count + 1, prerequisites.Length)];
    }

    private static List<string> KeysOf(ReadOnlySpan<Prerequisite> asked, FlagSet all)
    {
        var keys = new List<string>(asked.Length);
        foreach (var prerequisite in asked)
        {
            if (all.FindFlag(prerequisite.Key) is { IsDeleted: false })
            {
                keys.Add(prerequisite.Key);
            }
        }

        return keys;
    }
}
