using System.IO.Compression;
using Confd.Admission;
using Confd.Flags.Service.Environments;
using Confd.Flags.Service.Http;
using Confd.Flags.Service.Receiving;
using Confd.Shared.Http;
using Microsoft.AspNetCore.Http;

namespace Confd.Flags.Service.LaunchDarkly;

/// <summary>Takes the events of SDKs: answered at once, and handed on to whoever wants them.</summary>
/// <param name="receiver">Gets them.</param>
/// <param name="room">Holds them until they have come whole.</param>
/// <param name="clock">Their time.</param>
internal sealed class SdkEvents(IEventReceiver receiver, BodyRoom room, TimeProvider clock)
{
    private const int MostBytes = 5 * 1024 * 1024;
    private const int MostUnpackedBytes = 20 * 1024 * 1024;
    private const string SchemaHeader = "X-LaunchDarkly-Event-Schema";

    private static readonly byte[] End = "\n(end of the events)"u8.ToArray();
    private static readonly byte[] PackedEnd = PackEnd();

    // A picture of one transparent dot.
    private static readonly byte[] Dot = Convert.FromBase64String("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");

    /// <summary>Takes the events of a body.</summary>
    public async Task TakeAsync(HttpContext context, Credential credential, EventKind kind)
    {
        var body = await RequestBody.ReadAsync(context.Request, MostBytes, room, 0, static (_, bytes) => bytes.ToArray())
            .ConfigureAwait(false);
        var encoding = context.Request.Headers.ContentEncoding.ToString();
        if (!IsGzip(encoding) && encoding.Length > 0 && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            await Answers.SendMessageAsync(
                context, StatusCodes.Status415UnsupportedMediaType, "Content-Encoding may be gzip, and nothing else").ConfigureAwait(false);
            return;
        }

        if (body.Length > 0 && IsGzip(encoding))
        {
            body = Unpack(body);
        }

        if (body is not { Length: > 0 })
        {
            var (status, problem) = body is null
                ? (StatusCodes.Status400BadRequest, "the body is not gzip, ends early, or is too large unpacked")
                : (StatusCodes.Status400BadRequest, "body may not be empty");
            await Answers.SendMessageAsync(context, status, problem).ConfigureAwait(false);
            return;
        }

        var path = context.Request.Path.Value ?? "";
        var isTaken = receiver.TryTake(EventsOf(context, credential, kind, body, path, context.Request.Headers[SchemaHeader]));
        await Answers.SendEmptyAsync(
            context, isTaken ? StatusCodes.Status202Accepted : StatusCodes.Status503ServiceUnavailable).ConfigureAwait(false);
    }

    /// <summary>Takes the events in the address of a picture, of browsers without any other way, and answers with the picture.</summary>
    public async Task TakePictureAsync(HttpContext context, Credential credential)
    {
        var data = context.Request.Query["d"].ToString().Replace('-', '+').Replace('_', '/').TrimEnd('=');
        var body = new byte[(data.Length / 4 * 3) + 3];
        if (Convert.TryFromBase64String(data.PadRight((data.Length + 3) / 4 * 4, '='), body, out var length) && length > 0)
        {
            // As if they had come in a body. SDKs that knew this way wrote the third form and do not say so.
            var path = $"/events/bulk/{credential.Environment.Options.EnvironmentId}";
            receiver.TryTake(EventsOf(context, credential, EventKind.Analytics, body[..length], path, schema: "3"));
        }

        context.Response.Headers.CacheControl = "no-store";
        await WholeAnswer.SendAsync(context, StatusCodes.Status200OK, "image/gif", Dot).ConfigureAwait(false);
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
            Schema = schema,
            PayloadId = headers["X-LaunchDarkly-Payload-ID"],
            UserAgent = headers["X-LaunchDarkly-User-Agent"] is [{ } agent] ? agent : headers.UserAgent,
            Tags = headers["X-LaunchDarkly-Tags"],
            Key = headers.Authorization,
        };
    }

    private static bool IsGzip(string encoding) =>
        encoding.Equals("gzip", StringComparison.OrdinalIgnoreCase) || encoding.Equals("x-gzip", StringComparison.OrdinalIgnoreCase);

    private static byte[] PackEnd()
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest))
        {
            gzip.Write(End);
        }

        return output.ToArray();
    }

    // Null where the text is none or ends early, or where a small body would become a large one.
    private static byte[]? Unpack(byte[] body)
    {
        try
        {
            // A body has one member or several, and the stream takes the end of its input for the end of one: that nothing is missing
            // shows one more that can still be read.
            using var gzip = new GZipStream(new MemoryStream([.. body, .. PackedEnd]), CompressionMode.Decompress);
            using var output = new MemoryStream();
            var piece = new byte[16 * 1024];
            for (var length = gzip.Read(piece); length > 0; length = gzip.Read(piece))
            {
                if (output.Length + length > MostUnpackedBytes + End.Length)
                {
                    return null;
                }

                output.Write(piece, 0, length);
            }

            var unpacked = output.GetBuffer().AsSpan(0, (int)output.Length);
            return unpacked.EndsWith(End) ? unpacked[..^End.Length].ToArray() : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
