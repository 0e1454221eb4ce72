using System.Text;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Json;
using Confd.Flags.Model;

namespace Confd.Flags.Tests.Contexts;

/// <summary>Between OpenFeature's words and LaunchDarkly's: contexts on the way in, reasons on the way out.</summary>
public sealed class OpenFeatureContextTests
{
    [Theory]
    [InlineData("""{"targetingKey":"u"}""", """{"kind":"user","key":"u"}""")]
    [InlineData("""{"key":"u"}""", """{"kind":"user","key":"u"}""")]
    [InlineData("""{"targetingKey":"t","key":"k"}""", """{"kind":"user","key":"t"}""")]
    [InlineData("""{"targetingKey":"","key":"k"}""", """{"kind":"user","key":"k"}""")]
    [InlineData("""{"targetingKey":7,"key":"k"}""", """{"kind":"user","key":"k"}""")]
    [InlineData("""{"kind":"org","targetingKey":"o","plan":"gold"}""", """{"kind":"org","key":"o","plan":"gold"}""")]
    [InlineData("""{"kind":7,"targetingKey":"o"}""", """{"kind":"user","key":"o"}""")]
    [InlineData("""{"targetingKey":"u","name":"Ada","anonymous":true}""", """{"kind":"user","key":"u","name":"Ada","anonymous":true}""")]
    [InlineData("""{"targetingKey":"u","name":7,"anonymous":"yes"}""", """{"kind":"user","key":"u"}""")]
    [InlineData(
        """{"targetingKey":"u","email":"e","privateAttributes":["email",7,"/a/b"]}""",
        """{"kind":"user","key":"u","email":"e","_meta":{"privateAttributes":["email","/a/b"]}}""")]
    [InlineData("""{"targetingKey":"u","privateAttributes":"email"}""", """{"kind":"user","key":"u"}""")]
    [InlineData("""{"targetingKey":"u","a":null,"b":{"c":[1]},"_meta":1}""", """{"kind":"user","key":"u","b":{"c":[1]}}""")]
    [InlineData(
        """{"kind":"multi","user":{"targetingKey":"u"},"org":{"key":"o","plan":"gold"},"targetingKey":"ignored"}""",
        """{"kind":"multi","org":{"key":"o","plan":"gold"},"user":{"key":"u"}}""")]
    [InlineData("""{"kind":"multi","org":{"key":"o"}}""", """{"kind":"org","key":"o"}""")]
    [InlineData(
        """{"kind":"multi","user":{"key":"a"},"org":{"key":"o"},"appVersion":"1.2","tags":[{}],"none":null}""",
        """{"kind":"multi","org":{"key":"o"},"user":{"key":"a"}}""")]
    public void FromAttributes_Context_IsConvertedAsLaunchDarklyDoes(string attributes, string expected)
    {
        var context = OpenFeatureContext.FromAttributes(FlagValue.Parse(attributes).Properties, out var isKeyMissing);

        context.Error.ShouldBeNull();
        isKeyMissing.ShouldBeFalse();
        context.ShouldBe(EvaluationContext.Parse(expected));
    }

    [Theory]
    [InlineData("{}", true, "the context has no targetingKey")]
    [InlineData("""{"targetingKey":""}""", true, "the context has no targetingKey")]
    [InlineData("""{"targetingKey":null,"key":null,"a":1}""", true, "the context has no targetingKey")]
    [InlineData("""{"kind":"org"}""", true, "the context has no targetingKey")]
    [InlineData("""{"kind":"a b","targetingKey":"u"}""", false, "kind")]
    [InlineData("""{"kind":"kind","targetingKey":"u"}""", false, "kind")]
    [InlineData("""{"kind":"multi"}""", false, "no parts")]
    [InlineData("""{"kind":"multi","org":"o"}""", false, "no parts")]
    [InlineData("""{"kind":"multi","org":{}}""", false, "key")]
    [InlineData("""{"kind":"multi","org":{"key":"o"},"a b":{"key":"x"}}""", false, "kind")]
    public void FromAttributes_InvalidContext_ReportsWhy(string attributes, bool isMissing, string error)
    {
        var context = OpenFeatureContext.FromAttributes(FlagValue.Parse(attributes).Properties, out var isKeyMissing);

        context.IsValid.ShouldBeFalse();
        isKeyMissing.ShouldBe(isMissing);
        context.Error!.ShouldContain(error);
    }

    [Theory]
    [InlineData("off", OpenFeatureReason.Disabled)]
    [InlineData("failed", OpenFeatureReason.Disabled)]
    [InlineData("targeted", OpenFeatureReason.TargetingMatch)]
    [InlineData("rule", OpenFeatureReason.TargetingMatch)]
    [InlineData("rule-split", OpenFeatureReason.Split)]
    [InlineData("everyone", OpenFeatureReason.Default)]
    [InlineData("split", OpenFeatureReason.Split)]
    [InlineData("experiment", OpenFeatureReason.Split)]
    [InlineData("malformed", OpenFeatureReason.Error)]
    [InlineData("none", OpenFeatureReason.Error)]
    public void ToOpenFeature_Evaluation_MapsToTheOpenFeatureReason(string key, OpenFeatureReason expected)
    {
        var set = FlagSetJson.Parse(Encoding.UTF8.GetBytes(Flags));
        var reason = set.CreateEvaluator().Evaluate(key, EvaluationContext.New("u"), FlagValue.Null).Reason;

        reason.ToOpenFeature(set.Flags.GetValueOrDefault(key)).ShouldBe(expected);
    }

    [Fact]
    public void ToOpenFeature_FlagUnknown_IsSplitOnlyForExperiments()
    {
        new EvaluationReason { Kind = EvaluationReasonKind.Fallthrough }.ToOpenFeature(null).ShouldBe(OpenFeatureReason.Default);
        new EvaluationReason { Kind = EvaluationReasonKind.RuleMatch, RuleIndex = 3 }.ToOpenFeature(null)
            .ShouldBe(OpenFeatureReason.TargetingMatch);
        new EvaluationReason { Kind = EvaluationReasonKind.Fallthrough, IsInExperiment = true }.ToOpenFeature(null)
            .ShouldBe(OpenFeatureReason.Split);
        var flag = FlagJson.Parse("""{"key":"f","rules":[]}"""u8);
        new EvaluationReason { Kind = EvaluationReasonKind.RuleMatch, RuleIndex = 3 }.ToOpenFeature(flag)
            .ShouldBe(OpenFeatureReason.TargetingMatch, "of an older reading");
    }

    [Theory]
    [InlineData("{}", false, true)]
    [InlineData("""{"clientSide":true}""", true, true)]
    [InlineData("""{"clientSide":true,"clientSideAvailability":{"usingEnvironmentId":false,"usingMobileKey":false}}""", false, false)]
    [InlineData("""{"clientSideAvailability":{"usingEnvironmentId":true}}""", true, false)]
    [InlineData("""{"clientSideAvailability":{"usingMobileKey":true}}""", false, true)]
    [InlineData("""{"clientSide":true,"clientSideAvailability":null}""", true, true)]
    public void Visible_Flag_FollowsItsClientSideAvailability(string json, bool toBrowsers, bool toMobiles)
    {
        var flag = FlagJson.Parse(Encoding.UTF8.GetBytes(json), "f");

        (flag.IsVisibleByEnvironmentId(), flag.IsVisibleByMobileKey()).ShouldBe((toBrowsers, toMobiles));
    }

    [Theory]
    [InlineData("OFF", null, "")]
    [InlineData("ERROR", null, "")]
    [InlineData("FALLTHROUGH", null, "a b c")]
    [InlineData("TARGET_MATCH", null, "a b c")]
    [InlineData("PREREQUISITE_FAILED", "a", "a")]
    [InlineData("PREREQUISITE_FAILED", "b", "a b")]
    [InlineData("PREREQUISITE_FAILED", "c", "a b c")]
    [InlineData("PREREQUISITE_FAILED", "gone", "a b c")]
    public void EvaluatedPrerequisites_Reason_EndWithTheOneThatFailed(string reason, string? failed, string expected)
    {
        var flag = FlagJson.Parse(
            """{"key":"f","on":true,"prerequisites":[{"key":"a","variation":0},{"key":"b","variation":0},{"key":"c","variation":0}]}"""u8);
        var answer = reason switch
        {
            "OFF" => new EvaluationReason { Kind = EvaluationReasonKind.Off },
            "ERROR" => EvaluationReason.Error(EvaluationErrorKind.MalformedFlag),
            "FALLTHROUGH" => new EvaluationReason { Kind = EvaluationReasonKind.Fallthrough },
            "TARGET_MATCH" => new EvaluationReason { Kind = EvaluationReasonKind.TargetMatch },
            _ => new EvaluationReason { Kind = EvaluationReasonKind.PrerequisiteFailed, PrerequisiteKey = failed },
        };

        var three = FlagSetJson.Parse("""{"flags":{"a":{"key":"a"},"b":{"key":"b"},"c":{"key":"c"}}}"""u8);
        string.Join(' ', flag.EvaluatedPrerequisites(answer, three)).ShouldBe(expected);
        (flag with { IsOn = false }).EvaluatedPrerequisites(answer, three).ShouldBeEmpty();
        flag.EvaluatedPrerequisites(answer, FlagSet.Empty).ShouldBeEmpty("a flag that is not there has not been asked");
    }

    private const string Flags =
        """
        {"flags":{
          "off":{"on":false,"variations":[1],"offVariation":0},
          "failed":{"on":true,"variations":[1],"offVariation":0,"prerequisites":[{"key":"off","variation":0}]},
          "targeted":{"on":true,"variations":[1],"targets":[{"values":["u"],"variation":0}]},
          "rule":{"on":true,"variations":[1],"rules":[{"clauses":[],"variation":0}]},
          "rule-split":{"on":true,"variations":[1],"rules":[{"clauses":[],"rollout":{"variations":[{"variation":0,"weight":100000}]}}]},
          "everyone":{"on":true,"variations":[1],"fallthrough":{"variation":0}},
          "split":{"on":true,"variations":[1],"fallthrough":{"rollout":{"variations":[{"variation":0,"weight":100000}]}}},
          "experiment":{"on":true,"variations":[1],"fallthrough":{"rollout":{"kind":"experiment",
            "variations":[{"variation":0,"weight":100000}]}}},
          "malformed":{"on":true,"variations":[1],"fallthrough":{}}}}
        """;
}
