using Confd.Admission;
using Confd.Flags.Service.Environments;
using Confd.Flags.Service.Http;
using Confd.Flags.Service.Receiving;
using Confd.Shared.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Confd.Flags.Service.LaunchDarkly;

/// <summary>Receives the events of SDKs: responds immediately, and passes them on.</summary>
/// <param name="receiver">Receives the events.</param>
/// <param name="budget">Limits their memory until they are passed on.</param>
/// <param name="clock">The clock for their time of arrival.</param>
internal sealed class SdkEvents(EventCounter receiver, BodyBudget budget, TimeProvider clock)
{
    private const int MaxBytes = 5 * 1024 * 1024;
    private const int MaxTextLength = 1024;
    private const string SchemaHeader = "X-LaunchDarkly-Event-Schema";

    // An image of one transparent pixel.
    private static readonly byte[] Dot = Convert.FromBase64String("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");

    private readonly EventUnpacker _unpacker = new(budget, clock);

    /// <summary>Receives the events of a body.</summary>
    public async Task TakeAsync(HttpContext context, Credential credential, EventKind kind)
    {
        var body = await RequestBody.ReadAsync(context.Request, MaxBytes, budget, 0, static (_, bytes) => bytes.ToArray())
            .ConfigureAwait(false);
        var encoding = context.Request.Headers.ContentEncoding.ToString();
        if (!IsGzip(encoding) && encoding.Length > 0 && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            await Answers.SendMessageAsync(
                context, StatusCodes.Status415UnsupportedMediaType, "Content-Encoding may be gzip, and nothing else").ConfigureAwait(false);
            return;
        }

        if (body.Length == 0)
        {
            await SendEmptyBodyAsync(context).ConfigureAwait(false);
            return;
        }

        // Events that are dropped are not unpacked.
        if (!IsGzip(encoding) || receiver.IsDropping)
        {
            await HandOnAsync(context, credential, kind, body).ConfigureAwait(false);
            return;
        }

        using var unpacked = _unpacker.Unpack(credential, body);
        await (unpacked.Bytes.Length == 0 ? SendEmptyBodyAsync(context) : HandOnAsync(context, credential, kind, unpacked.Bytes))
            .ConfigureAwait(false);
    }

    /// <summary>Receives the events in the URL of an image, for browsers without any other way, and sends the image. A HEAD, as tools
    /// that check links send, has no effect.</summary>
    public async Task TakePictureAsync(HttpContext context, Credential credential)
    {
        var data = context.Request.Query["d"].ToString().Replace('-', '+').Replace('_', '/').TrimEnd('=');
        var body = new byte[(data.Length / 4 * 3) + 3];
        if (!HttpMethods.IsHead(context.Request.Method)
            && Convert.TryFromBase64String(data.PadRight((data.Length + 3) / 4 * 4, '='), body, out var length) && length > 0)
        {
            // As if they had come in a body. SDKs that used this way wrote schema 3 without stating it.
            var path = $"/events/bulk/{credential.Environment.Options.EnvironmentId}";
            receiver.TryAccept(EventsOf(context, credential, EventKind.Analytics, body[..length], path, schema: "3"));
        }

        context.Response.Headers.CacheControl = "no-store";
        await WholeResponse.SendAsync(context, StatusCodes.Status200OK, "image/gif", Dot).ConfigureAwait(false);
    }

    private static Task SendEmptyBodyAsync(HttpContext context) =>
        Answers.SendMessageAsync(context, StatusCodes.Status400BadRequest, "body may not be empty");

    private Task HandOnAsync(HttpContext context, Credential credential, EventKind kind, byte[] body)
    {
        var path = context.Request.Path.Value ?? "";
        var isTaken = receiver.TryAccept(EventsOf(context, credential, kind, body, path, context.Request.Headers[SchemaHeader]));
        return Answers.SendEmptyAsync(context, isTaken ? StatusCodes.Status202Accepted : StatusCodes.Status503ServiceUnavailable);
    }

    private ReceivedEvents EventsOf(
        HttpContext context, Credential credential, EventKind kind, byte[] body, string path, string? schema)
    {
        var headers = context.Request.Headers;
        return new ReceivedEvents
        {
            Environment = credential.Environment.Options.Name,
            Path = path,
            Kind = kind,
            ReceivedAt = clock.GetUtcNow(),
            Body = body,
            Schema = TextOf(schema),
            PayloadId = TextOf(headers["X-LaunchDarkly-Payload-ID"]),
            UserAgent = TextOf(headers["X-LaunchDarkly-User-Agent"] is [{ } agent] ? agent : headers.UserAgent),
            Tags = TextOf(headers["X-LaunchDarkly-Tags"]),
            Wrapper = TextOf(headers["X-LaunchDarkly-Wrapper"]),
            InstanceId = TextOf(headers["X-LaunchDarkly-Instance-Id"]),

            // If the path names the environment, anyone may put anything there.
            Key = credential.Kind == CredentialKind.EnvironmentId ? null : headers.Authorization.ToString(),
        };
    }

    // Longer texts or other characters are not a reason to reject the events, but cannot be passed on.
    private static string? TextOf(StringValues values)
    {
        var text = values.ToString();
        return text.Length is > 0 and <= MaxTextLength && !text.AsSpan().ContainsAnyExceptInRange(' ', '~') ? text : null;
    }

    private static bool IsGzip(string encoding) =>
        encoding.Equals("gzip", StringComparison.OrdinalIgnoreCase) || encoding.Equals("x-gzip", StringComparison.OrdinalIgnoreCase);
}
