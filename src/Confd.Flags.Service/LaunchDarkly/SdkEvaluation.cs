using System.Text.Json;
using Confd.Admission;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Model;
using Confd.Flags.Service.Environments;
using Confd.Flags.Service.Http;
using Confd.Flags.Service.Revisions;
using Confd.Shared;
using Microsoft.AspNetCore.Http;

namespace Confd.Flags.Service.LaunchDarkly;

/// <summary>The values of all flags for one context, as client-side SDKs read them:
/// <c>{"key":{"value":…,"variation":0,"version":7},…}</c>.</summary>
internal static class SdkEvaluation
{
    /// <summary>Sends the flags that are visible with the credential.</summary>
    /// <exception cref="BadHttpRequestException">No memory is free for the response (503).</exception>
    public static async Task HandleAsync(
        HttpContext http, Credential credential, Revision revision, EvaluationContext context, BodyBudget budget)
    {
        var isWithReasons = http.Request.Query["withReasons"] is ["true"];
        using var buffer = ResponseBuffer.Rent(budget);
        await credential.Environment.Client.EvaluateRepeatablyAsync(
            revision.Snapshot,
            (buffer, revision, credential, context, isWithReasons),
            static (all, evaluator) =>
            {
                all.buffer.Clear();
                var evaluation = new SafeEvaluation(evaluator, all.context, all.credential.Environment.Logger);
                Write(all.buffer, all.revision, all.credential.Visibility, evaluation, all.isWithReasons);
                return true;
            },
            http.RequestAborted).ConfigureAwait(false);
        await Answers.SendTaggedAsync(http, buffer.Written, Revision.TagOf(buffer.Written.Span)).ConfigureAwait(false);
    }

    private static void Write(
        ResponseBuffer buffer, Revision revision, FlagVisibility visibility, SafeEvaluation evaluation, bool isWithReasons)
    {
        var separator = "{"u8;
        foreach (var served in revision.All)
        {
            if (Revision.IsVisible(served, visibility))
            {
                var detail = evaluation.Of(served.Flag);
                buffer.Write(separator);
                buffer.Write(served.ClientAnswer(detail.VariationIndex));
                WriteRest(buffer, revision, served.Flag, detail.Reason, isWithReasons);
                separator = ","u8;
            }
        }

        buffer.Write(separator[0] == '{' ? "{}"u8 : "}"u8);
    }

    private static void WriteRest(ResponseBuffer buffer, Revision revision, FeatureFlag flag, EvaluationReason reason, bool isWithReasons)
    {
        var isExperimentData = flag.IsExperimentData(reason);
        if (isExperimentData || flag.Tracking.TracksEvents)
        {
            buffer.Write(",\"trackEvents\":true"u8);
        }

        if (isExperimentData)
        {
            buffer.Write(",\"trackReason\":true"u8);
        }

        if (flag.Tracking.DebugEventsUntil is { } until)
        {
            buffer.Write(",\"debugEventsUntilDate\":"u8);
            buffer.WriteJson(until, static (writer, value) => writer.WriteNumberValue(value));
        }

        if (isExperimentData || isWithReasons)
        {
            buffer.Write(",\"reason\":"u8);
            buffer.WriteJson(reason, static (writer, value) => value.WriteTo(writer));
        }

        if (flag.EvaluatedPrerequisites(reason, revision.Snapshot.Flags) is { Count: > 0 } asked)
        {
            buffer.Write(",\"prerequisites\":"u8);
            buffer.WriteJson(asked, static (writer, keys) => WriteTexts(writer, keys));
        }

        buffer.Write("}"u8);
    }

    private static void WriteTexts(Utf8JsonWriter writer, IReadOnlyList<string> texts)
    {
        writer.WriteStartArray();
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }
}
