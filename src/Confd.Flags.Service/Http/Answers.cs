using Confd.Admission;
using Confd.Shared.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Confd.Flags.Service.Http;

/// <summary>Answers in the forms that SDKs know.</summary>
internal static class Answers
{
    /// <summary>The media type of JSON.</summary>
    public const string Json = "application/json; charset=utf-8";

    private static readonly StringValues JsonValue = Json;

    /// <summary>Answers JSON; the bytes have to stay as they are until then.</summary>
    public static Task SendJsonAsync(HttpContext context, int status, ReadOnlyMemory<byte> body)
    {
        FailedRequest.AddPause(context.Response, status);
        return WholeAnswer.SendAsync(context, status, JsonValue, body);
    }

    /// <summary>Answers JSON with its entity tag, or 304 to those who have it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="body">The JSON.</param>
    /// <param name="tag">Its entity tag.</param>
    /// <param name="room">What it takes until its client has it; null: all share it, or its buffer has taken that.</param>
    public static Task SendTaggedAsync(HttpContext context, ReadOnlyMemory<byte> body, string tag, BodyRoom? room = null)
    {
        context.Response.Headers.ETag = tag;
        return EntityTags.IsKnown(context.Request, tag) ? SendEmptyAsync(context, StatusCodes.Status304NotModified)
            : room is null ? SendJsonAsync(context, StatusCodes.Status200OK, body)
            : WholeAnswer.SendMadeAsync(context, StatusCodes.Status200OK, JsonValue, body, room);
    }

    /// <summary>Answers LaunchDarkly's form of an error, <c>{"message":"…"}</c>.</summary>
    public static async Task SendMessageAsync(HttpContext context, int status, string message)
    {
        using var buffer = AnswerBuffer.Rent();
        buffer.WriteJson(message, static (writer, text) =>
        {
            writer.WriteStartObject();
            writer.WriteString("message"u8, text);
            writer.WriteEndObject();
        });
        await SendJsonAsync(context, status, buffer.Written).ConfigureAwait(false);
    }

    /// <summary>Answers a status without a body.</summary>
    public static Task SendEmptyAsync(HttpContext context, int status)
    {
        FailedRequest.AddPause(context.Response, status);
        return WholeAnswer.SendEmptyAsync(context, status);
    }
}
