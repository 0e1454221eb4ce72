using Confd.Admission;
using Confd.Flags.Service.Http;
using Confd.Flags.Service.Revisions;
using Confd.Flags.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Confd.Flags.Service.LaunchDarkly;

/// <summary>Flags and segments as they are stored, for server-side SDKs that poll.</summary>
internal static class SdkData
{
    /// <summary>Sends everything; in gzip where the client accepts it.</summary>
    public static Task AnswerAllAsync(HttpContext context, Revision revision)
    {
        context.Response.Headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
        if (!TakesGzip(context.Request))
        {
            return Answers.SendTaggedAsync(context, revision.Data, revision.DataTag);
        }

        if (!EntityTags.IsKnown(context.Request, revision.DataTag))
        {
            context.Response.Headers.ContentEncoding = "gzip";
            context.Response.Headers.ETag = revision.DataTag;
            return Answers.SendJsonAsync(context, StatusCodes.Status200OK, revision.CompressedData);
        }

        return Answers.SendTaggedAsync(context, default, revision.DataTag);
    }

    /// <summary>Sends all flags.</summary>
    public static Task AnswerFlagsAsync(HttpContext context, Revision revision) =>
        Answers.SendTaggedAsync(context, revision.FlagsData, Revision.TagOf(revision.FlagsData));

    /// <summary>Sends one item; 404 if it does not exist or is deleted.</summary>
    public static Task AnswerItemAsync(HttpContext context, Revision revision, DataKind kind, string key, BodyBudget budget)
    {
        var json = revision.Selects(kind, key) && revision.Snapshot.FindItem(kind, key) is { } item
            ? ItemJson.Find(revision.Snapshot, kind, key, item)
            : null;
        return json is { } found
            ? Answers.SendTaggedAsync(context, found, Revision.TagOf(found.Span), budget)
            : Answers.SendMessageAsync(
                context, StatusCodes.Status404NotFound, kind == DataKind.Features ? "there is no such flag" : "there is no such segment");
    }

    private static bool TakesGzip(HttpRequest request) =>
        StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptEncoding, out var codings)
        && codings.Any(coding => coding.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) && coding.Quality is not 0);
}
