using Confd.Admission;
using Confd.Shared.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Confd.Flags.Service.Http;

/// <summary>Sends responses in the formats of SDKs.</summary>
internal static class Answers
{
    /// <summary>The media type of JSON.</summary>
    public const string Json = "application/json; charset=utf-8";

    private static readonly StringValues JsonValue = Json;

    /// <summary>Sends JSON; the bytes must not change until then.</summary>
    public static Task SendJsonAsync(HttpContext context, int status, ReadOnlyMemory<byte> body) =>
        WholeResponse.SendAsync(context, status, JsonValue, body);

    /// <summary>Sends JSON with its entity tag, or 304 if the client has it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="body">The JSON.</param>
    /// <param name="tag">Its entity tag.</param>
    /// <param name="budget">Reserves memory until the body has been sent; null: it is shared, or its buffer has reserved the
    /// memory.</param>
    public static Task SendTaggedAsync(HttpContext context, ReadOnlyMemory<byte> body, string tag, BodyBudget? budget = null)
    {
        context.Response.Headers.ETag = tag;
        return EntityTags.IsKnown(context.Request, tag) ? SendEmptyAsync(context, StatusCodes.Status304NotModified)
            : budget is null ? SendJsonAsync(context, StatusCodes.Status200OK, body)
            : WholeResponse.SendGeneratedAsync(context, StatusCodes.Status200OK, JsonValue, body, budget);
    }

    /// <summary>Sends an error in LaunchDarkly's format, <c>{"message":"…"}</c>.</summary>
    public static async Task SendMessageAsync(HttpContext context, int status, string message)
    {
        using var buffer = ResponseBuffer.Rent();
        buffer.WriteJson(message, static (writer, text) =>
        {
            writer.WriteStartObject();
            writer.WriteString("message"u8, text);
            writer.WriteEndObject();
        });
        await SendJsonAsync(context, status, buffer.Written).ConfigureAwait(false);
    }

    /// <summary>Sends a status without a body.</summary>
    public static Task SendEmptyAsync(HttpContext context, int status) => WholeResponse.SendEmptyAsync(context, status);
}
