using Confd.Flags.Evaluation;
using Confd.Flags.Json;
using Confd.Flags.Model;

namespace Confd.Flags.Tests.Evaluation;

/// <summary>What is reported about an evaluation beside its value; see also the tests of OpenFeature's contexts.</summary>
public sealed class ClientSideViewTests
{
    private static readonly FeatureFlag Tracked = FlagJson.Parse(
        """{"key":"f","on":true,"trackEventsFallthrough":true,"rules":[{"trackEvents":false},{"trackEvents":true}]}"""u8);

    private static readonly FeatureFlag Untracked = FlagJson.Parse("""{"key":"f","on":true,"trackEvents":true,"rules":[{},{}]}"""u8);

    [Theory]
    [InlineData(EvaluationReasonKind.Fallthrough, null, false, true, false)]
    [InlineData(EvaluationReasonKind.Fallthrough, null, true, true, true)]
    [InlineData(EvaluationReasonKind.RuleMatch, 0, false, false, false)]
    [InlineData(EvaluationReasonKind.RuleMatch, 0, true, true, true)]
    [InlineData(EvaluationReasonKind.RuleMatch, 1, false, true, false)]
    [InlineData(EvaluationReasonKind.RuleMatch, 2, false, false, false)] // of an older reading
    [InlineData(EvaluationReasonKind.RuleMatch, null, false, false, false)]
    [InlineData(EvaluationReasonKind.TargetMatch, null, false, false, false)]
    [InlineData(EvaluationReasonKind.Off, null, false, false, false)]
    [InlineData(EvaluationReasonKind.Error, null, false, false, false)]
    public void IsExperimentData_Reason_FollowsTheFlagOrTheExperiment(
        EvaluationReasonKind kind, int? rule, bool isInExperiment, bool ofTracked, bool ofUntracked)
    {
        var reason = new EvaluationReason { Kind = kind, RuleIndex = rule, IsInExperiment = isInExperiment };

        (Tracked.IsExperimentData(reason), Untracked.IsExperimentData(reason)).ShouldBe((ofTracked, ofUntracked));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void ToOpenFeature_RuleThatTheFlagNoLongerHas_IsATarget(int rule) =>
        new EvaluationReason { Kind = EvaluationReasonKind.RuleMatch, RuleIndex = rule }.ToOpenFeature(FlagJson.Parse("""{"key":"f"}"""u8))
            .ShouldBe(OpenFeatureReason.TargetingMatch);

    [Fact]
    public void View_NoFlagOrNoSet_Throws()
    {
        FeatureFlag none = null!;
        var reason = new EvaluationReason { Kind = EvaluationReasonKind.Off };

        Should.Throw<ArgumentNullException>(() => none.IsVisibleByEnvironmentId());
        Should.Throw<ArgumentNullException>(() => none.IsVisibleByMobileKey());
        Should.Throw<ArgumentNullException>(() => none.IsExperimentData(reason));
        Should.Throw<ArgumentNullException>(() => none.EvaluatedPrerequisites(reason, FlagSet.Empty));
        Should.Throw<ArgumentNullException>(() => Untracked.EvaluatedPrerequisites(reason, null!));
    }
}
