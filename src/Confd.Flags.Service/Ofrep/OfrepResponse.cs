using Confd.Flags.Evaluation;
using Confd.Flags.Model;
using Confd.Flags.Service.Http;
using Confd.Flags.Service.Revisions;
using Confd.Shared;
using Microsoft.AspNetCore.Http;

namespace Confd.Flags.Service.Ofrep;

/// <summary>Writes results: a value with OpenFeature's reason, and LaunchDarkly's reason in the metadata, or a problem.</summary>
internal static class OfrepResponse
{
    /// <summary>Evaluates one flag and writes its result.</summary>
    /// <returns>The status of a response with only this result.</returns>
    public static int Write(ResponseBuffer buffer, ServedFlag served, SafeEvaluation evaluation)
    {
        var detail = evaluation.Of(served.Flag);
        if (detail.Reason.Kind == EvaluationReasonKind.Error)
        {
            var isMalformed = detail.Reason.ErrorKind == EvaluationErrorKind.MalformedFlag;
            var problem = isMalformed ? OfrepProblem.MalformedFlag : OfrepProblem.BrokenFlag;
            WriteProblem(buffer, served.Flag.Key, problem);
            return problem.Status;
        }

        buffer.Write(served.OfrepResponse(detail.VariationIndex));
        buffer.Write(StartOf(served.Flag, detail.Reason));
        WriteMetadata(buffer, served.Flag, detail.Reason);
        return StatusCodes.Status200OK;
    }

    /// <summary>Writes why there is no value; always with a code, and with the key where there is one, as providers require both.</summary>
    public static void WriteProblem(ResponseBuffer buffer, string? key, OfrepProblem problem) =>
        buffer.WriteJson((key, problem), static (writer, answer) =>
        {
            writer.WriteStartObject();
            if (answer.key is not null)
            {
                writer.WriteString("key"u8, answer.key);
            }

            writer.WriteString("errorCode"u8, answer.problem.Code);
            writer.WriteString("errorDetails"u8, answer.problem.Details);
            writer.WriteEndObject();
        });

    // OpenFeature's reason, and LaunchDarkly's, which is finer.
    private static ReadOnlySpan<byte> StartOf(FeatureFlag flag, EvaluationReason reason) => reason.Kind switch
    {
        EvaluationReasonKind.Off => ",\"reason\":\"DISABLED\",\"metadata\":{\"ldReason\":\"OFF\",\"flagVersion\":"u8,
        EvaluationReasonKind.PrerequisiteFailed =>
            ",\"reason\":\"DISABLED\",\"metadata\":{\"ldReason\":\"PREREQUISITE_FAILED\",\"flagVersion\":"u8,
        EvaluationReasonKind.TargetMatch =>
            ",\"reason\":\"TARGETING_MATCH\",\"metadata\":{\"ldReason\":\"TARGET_MATCH\",\"flagVersion\":"u8,
        EvaluationReasonKind.RuleMatch when reason.ToOpenFeature(flag) == OpenFeatureReason.Split =>
            ",\"reason\":\"SPLIT\",\"metadata\":{\"ldReason\":\"RULE_MATCH\",\"flagVersion\":"u8,
        EvaluationReasonKind.RuleMatch => ",\"reason\":\"TARGETING_MATCH\",\"metadata\":{\"ldReason\":\"RULE_MATCH\",\"flagVersion\":"u8,
        _ when reason.ToOpenFeature(flag) == OpenFeatureReason.Split =>
            ",\"reason\":\"SPLIT\",\"metadata\":{\"ldReason\":\"FALLTHROUGH\",\"flagVersion\":"u8,
        _ => ",\"reason\":\"DEFAULT\",\"metadata\":{\"ldReason\":\"FALLTHROUGH\",\"flagVersion\":"u8,
    };

    private static void WriteMetadata(ResponseBuffer buffer, FeatureFlag flag, EvaluationReason reason)
    {
        Span<byte> digits = stackalloc byte[20];
        flag.Version.TryFormat(digits, out var length, provider: System.Globalization.CultureInfo.InvariantCulture);
        buffer.Write(digits[..length]);
        if (reason is { RuleIndex: null, PrerequisiteKey: null, IsInExperiment: false, BigSegmentsStatus: null })
        {
            buffer.Write("}}"u8);
            return;
        }

        // Written as a separate object, whose first brace is replaced by a comma.
        buffer.Write(","u8);
        buffer.WriteJson(reason, static (writer, reason) =>
        {
            reason.WriteDetailsTo(writer);
            writer.WriteEndObject();
        });
        buffer.Write("}"u8);
    }
}
