using System.Text;
using Confd.Flags.Console.Html;
using Confd.Shared.Http;
using Microsoft.AspNetCore.Http;

namespace Confd.Flags.Console.Answering;

/// <summary>Whole answers, with their length.</summary>
internal static class PageAnswer
{
    public static Task SendAsync(HttpContext context, int status, Markup page) =>
        SendAsync(context, status, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(page.ToString()));

    public static async Task SendAsync(HttpContext context, int status, string contentType, ReadOnlyMemory<byte> body)
    {
        context.Response.StatusCode = status;
        FailedRequest.AddPause(context.Response);
        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.BodyWriter.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
        }
    }

    /// <summary>Leads to another page, which is then fetched with GET.</summary>
    public static Task RedirectAsync(HttpContext context, string address)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = address;
        context.Response.ContentLength = 0;
        return Task.CompletedTask;
    }
}
