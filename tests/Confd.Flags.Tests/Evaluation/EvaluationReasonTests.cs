using System.Text;
using System.Text.Json;
using Confd.Flags.Evaluation;
using Confd.Flags.Migrations;

namespace Confd.Flags.Tests.Evaluation;

/// <summary>LaunchDarkly's JSON of a reason, and the short text.</summary>
public sealed class EvaluationReasonTests
{
    public static TheoryData<EvaluationReason, string, string> Reasons() => new()
    {
        { new() { Kind = EvaluationReasonKind.Off }, """{"kind":"OFF"}""", "OFF" },
        { new() { Kind = EvaluationReasonKind.Fallthrough }, """{"kind":"FALLTHROUGH"}""", "FALLTHROUGH" },
        {
            new() { Kind = EvaluationReasonKind.Fallthrough, IsInExperiment = true },
            """{"kind":"FALLTHROUGH","inExperiment":true}""",
            "FALLTHROUGH"
        },
        { new() { Kind = EvaluationReasonKind.TargetMatch }, """{"kind":"TARGET_MATCH"}""", "TARGET_MATCH" },
        {
            new() { Kind = EvaluationReasonKind.RuleMatch, RuleIndex = 0, RuleId = "r" },
            """{"kind":"RULE_MATCH","ruleIndex":0,"ruleId":"r"}""",
            "RULE_MATCH(0,r)"
        },
        { new() { Kind = EvaluationReasonKind.RuleMatch, RuleIndex = 7 }, """{"kind":"RULE_MATCH","ruleIndex":7}""", "RULE_MATCH(7,)" },
        {
            new() { Kind = EvaluationReasonKind.PrerequisiteFailed, PrerequisiteKey = "p" },
            """{"kind":"PREREQUISITE_FAILED","prerequisiteKey":"p"}""",
            "PREREQUISITE_FAILED(p)"
        },
    };

    [Theory]
    [MemberData(nameof(Reasons))]
    public void WriteTo_Reason_IsLaunchDarklysJson(EvaluationReason reason, string json, string text)
    {
        Json(reason).ShouldBe(json);
        reason.ToString().ShouldBe(text);
    }

    [Theory]
    [InlineData(EvaluationErrorKind.ClientNotReady, "CLIENT_NOT_READY")]
    [InlineData(EvaluationErrorKind.FlagNotFound, "FLAG_NOT_FOUND")]
    [InlineData(EvaluationErrorKind.MalformedFlag, "MALFORMED_FLAG")]
    [InlineData(EvaluationErrorKind.UserNotSpecified, "USER_NOT_SPECIFIED")]
    [InlineData(EvaluationErrorKind.WrongType, "WRONG_TYPE")]
    [InlineData(EvaluationErrorKind.Exception, "EXCEPTION")]
    public void WriteTo_Error_NamesItsKind(EvaluationErrorKind kind, string name)
    {
        Json(EvaluationReason.Error(kind)).ShouldBe($$"""{"kind":"ERROR","errorKind":"{{name}}"}""");
        EvaluationReason.Error(kind).ToString().ShouldBe($"ERROR({name})");
    }

    [Theory]
    [InlineData(BigSegmentsStatus.Healthy, "HEALTHY")]
    [InlineData(BigSegmentsStatus.Stale, "STALE")]
    [InlineData(BigSegmentsStatus.StoreError, "STORE_ERROR")]
    [InlineData(BigSegmentsStatus.NotConfigured, "NOT_CONFIGURED")]
    public void WriteTo_BigSegmentsWereUsed_WritesTheirStatus(BigSegmentsStatus status, string name) =>
        Json(new() { Kind = EvaluationReasonKind.Off, BigSegmentsStatus = status })
            .ShouldBe($$"""{"kind":"OFF","bigSegmentsStatus":"{{name}}"}""");

    [Fact]
    public void Names_OfEveryValue_AreThoseOfItsJson()
    {
        Compare<EvaluationReasonKind>(EvaluationReason.NameOf);
        Compare<EvaluationErrorKind>(kind => EvaluationReason.NameOf(kind) ?? "NONE");
        Compare<BigSegmentsStatus>(EvaluationReason.NameOf);
        Compare<MigrationStage>(MigrationStages.NameOf);
        Enum.GetValues<MigrationStage>().ShouldAllBe(stage => MigrationStages.Find(MigrationStages.NameOf(stage)) == stage);

        static void Compare<T>(Func<T, string?> nameOf)
            where T : struct, Enum =>
            Enum.GetValues<T>().ShouldAllBe(
                value => JsonSerializer.Serialize(value, JsonSerializerOptions.Default) == $"\"{nameOf(value)}\"");
    }

    private static string Json(EvaluationReason reason)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            reason.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
