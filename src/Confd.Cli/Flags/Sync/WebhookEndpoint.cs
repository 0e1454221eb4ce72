using Confd.Cli.Http;
using Confd.Engine.Posix;
using Confd.GoTemplate;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Confd.Cli.Flags.Sync;

/// <summary>
/// Takes LaunchDarkly's webhooks. One says only that something has changed: each makes the table be brought up to date, and is answered
/// with 200 when that is done, so that LaunchDarkly sends it again where it failed.
/// </summary>
internal sealed partial class WebhookEndpoint(byte[]? secret, SharedRun sync, TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan BodyTime = TimeSpan.FromSeconds(30);

    /// <summary>Answers a request, with 200 once the table is up to date.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.Headers.Allow = "POST";
            await HttpAnswer.SendTextAsync(context, StatusCodes.Status405MethodNotAllowed, "webhooks are POST requests\n");
            return;
        }

        if (await TryReadBodyAsync(context) is not { } body)
        {
            await HttpAnswer.SendTextAsync(context, StatusCodes.Status413PayloadTooLarge, "the body is too large\n");
            return;
        }

        if (secret is not null && !WebhookSignature.IsValid(secret, body, context.Request.Headers[WebhookSignature.Header]))
        {
            LogBadSignature(logger);
            await HttpAnswer.SendTextAsync(context, StatusCodes.Status401Unauthorized, "the signature is missing or wrong\n");
            return;
        }

        await SyncAsync(context);
    }

    // Whoever sends it byte by byte is cut off.
    private async Task<byte[]?> TryReadBodyAsync(HttpContext context)
    {
        using var limit = new CancellationTokenSource(BodyTime, clock);
        using var cut = limit.Token.Register(context.Abort);
        try
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            return body.ToArray();
        }
        catch (BadHttpRequestException problem) when (problem.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return null;
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
            await HttpAnswer.SendTextAsync(context, StatusCodes.Status500InternalServerError, "the flags could not be synchronized\n");
            return;
        }

        await HttpAnswer.SendTextAsync(context, StatusCodes.Status200OK, "synchronized\n");
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Webhook received")]
    private static partial void LogReceived(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Webhook refused: its signature is missing or wrong")]
    private static partial void LogBadSignature(ILogger logger);

    [LoggerMessage(Level = LogLevel.Error, Message = "Sync for a webhook failed")]
    private static partial void LogFailed(ILogger logger, ErrorText error);
}
