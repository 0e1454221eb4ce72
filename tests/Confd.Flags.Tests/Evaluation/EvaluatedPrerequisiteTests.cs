using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Json;

namespace Confd.Flags.Tests.Evaluation;

/// <summary>What those who count evaluations learn of prerequisites.</summary>
public sealed class EvaluatedPrerequisiteTests
{
    [Theory]
    [InlineData("top", "c by b: 0, b by top: 0", "FALLTHROUGH")]
    [InlineData("needsMissing", "", "PREREQUISITE_FAILED(none)")]
    [InlineData("needsOther", "b's other by needsOther: 1", "PREREQUISITE_FAILED(b's other)")] // the second one is not asked
    [InlineData("needsOff", "off by needsOff: 0", "PREREQUISITE_FAILED(off)")] // is counted, and not met whatever it serves
    [InlineData("needsSilent", "silent by needsSilent: -", "PREREQUISITE_FAILED(silent)")]
    [InlineData("needsMalformed", "", "ERROR(MALFORMED_FLAG)")]
    [InlineData("missing", "", "ERROR(FLAG_NOT_FOUND)")]
    public void EvaluateRecording_Flag_ListsPrerequisitesInnermostFirst(string key, string asked, string reason)
    {
        var set = FlagSetJson.Parse(
            """
            {"flags":{
              "top":{"key":"top","on":true,"variations":[1],"fallthrough":{"variation":0},"prerequisites":[{"key":"b","variation":0}]},
              "b":{"key":"b","on":true,"variations":[1],"fallthrough":{"variation":0},"prerequisites":[{"key":"c","variation":0}]},
              "c":{"key":"c","on":true,"variations":[1],"fallthrough":{"variation":0}},
              "b's other":{"key":"b's other","on":true,"variations":[1,2],"fallthrough":{"variation":1}},
              "off":{"key":"off","variations":[1],"offVariation":0},
              "silent":{"key":"silent","variations":[1]},
              "malformed":{"key":"malformed","on":true,"variations":[1],"rules":[{"clauses":[{"attribute":"","op":"in","values":[1]}]}]},
              "needsMissing":{"key":"needsMissing","on":true,"prerequisites":[{"key":"none","variation":0},{"key":"c","variation":0}]},
              "needsOther":{"key":"needsOther","on":true,"prerequisites":[{"key":"b's other","variation":0},{"key":"c","variation":0}]},
              "needsOff":{"key":"needsOff","on":true,"prerequisites":[{"key":"off","variation":0}]},
              "needsSilent":{"key":"needsSilent","on":true,"prerequisites":[{"key":"silent","variation":0}]},
              "needsMalformed":{"key":"needsMalformed","on":true,"prerequisites":[{"key":"malformed","variation":0}]}}}
            """u8);
        var told = new List<EvaluatedPrerequisite>();

        var detail = set.CreateEvaluator().EvaluateRecording(key, EvaluationContext.New("u"), FlagValue.Null, told, out var flag);

        detail.Reason.ToString().ShouldBe(reason);
        flag.ShouldBe(set.FindFlag(key));
        string.Join(", ", told.Select(Text)).ShouldBe(asked);
    }

    private static string Text(EvaluatedPrerequisite asked) =>
        $"{asked.Flag.Key} by {asked.Of.Key}: {(asked.Outcome.HasVariation ? $"{asked.Outcome.Variation}" : "-")}";
}
