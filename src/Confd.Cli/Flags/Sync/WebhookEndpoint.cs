using Confd.Engine.Posix;
using Confd.GoTemplate;
using Confd.Shared.Http;
using Confd.Shared;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Confd.Cli.Flags.Sync;

/// <summary>
/// Receives LaunchDarkly's webhooks. A webhook only reports that something has changed: each brings the table up to date, and is answered
/// with 200 when that is done, so that LaunchDarkly sends it again after a failure.
/// </summary>
internal sealed partial class WebhookEndpoint(byte[]? secret, SharedRun sync, TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan BodyTime = TimeSpan.FromSeconds(30);

    private readonly LogThrottle _badSignatures = new(clock);

    /// <summary>Answers a request, with 200 once the table is up to date.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.Headers.Allow = "POST";
            await WholeResponse.SendTextAsync(context, StatusCodes.Status405MethodNotAllowed, "webhooks are POST requests\n");
            return;
        }

        using var signature = secret is null ? null : new WebhookSignature(secret);
        if (await TryReadBodyAsync(context, signature) is { } refusal)
        {
            await WholeResponse.SendTextAsync(
                context,
                refusal,
                refusal == StatusCodes.Status413PayloadTooLarge ? "the body is too large\n" : "the body cannot be read\n");
            return;
        }

        if (signature?.IsValid(context.Request.Headers[WebhookSignature.Header]) == false)
        {
            if (_badSignatures.IsDue(out var count))
            {
                LogBadSignature(logger, count);
            }

            await WholeResponse.SendTextAsync(context, StatusCodes.Status401Unauthorized, "the signature is missing or wrong\n");
            return;
        }

        await SyncAsync(context);
    }

    // Keeps nothing of the body, as anyone may send one, and limits its time. Returns the status to refuse it with; null: none.
    private async Task<int?> TryReadBodyAsync(HttpContext context, WebhookSignature? signature)
    {
        using var limit = new CancellationTokenSource(BodyTime, clock);
        using var cut = limit.Token.Register(context.Abort);
        try
        {
            var reader = context.Request.BodyReader;
            while (true)
            {
                var piece = await reader.ReadAsync(context.RequestAborted);
                foreach (var bytes in piece.Buffer)
                {
                    signature?.Add(bytes.Span);
                }

                reader.AdvanceTo(piece.Buffer.End);
                if (piece.IsCompleted)
                {
                    return null;
                }
            }
        }
        catch (BadHttpRequestException problem)
        {
            return problem.StatusCode;
        }
        catch (IOException) when (!context.RequestAborted.IsCancellationRequested)
        {
            // Servers report in this way that a body is malformed, for example for an invalid chunk length.
            return StatusCodes.Status400BadRequest;
        }
    }

    private async Task SyncAsync(HttpContext context)
    {
        try
        {
            LogReceived(logger);
            await sync.RunAsync().WaitAsync(context.RequestAborted);
        }
        catch (Exception problem) when (!context.RequestAborted.IsCancellationRequested)
        {
            LogFailed(logger, FailureText.Of(problem));
            await WholeResponse.SendTextAsync(context, StatusCodes.Status500InternalServerError, "the flags could not be synchronized\n");
            return;
        }

        await WholeResponse.SendTextAsync(context, StatusCodes.Status200OK, "synchronized\n");
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Webhook received")]
    private static partial void LogReceived(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Webhook refused: its signature is missing or wrong")]
    private static partial void LogBadSignature(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "Sync for a webhook failed")]
    private static partial void LogFailed(ILogger logger, ErrorText error);
}
