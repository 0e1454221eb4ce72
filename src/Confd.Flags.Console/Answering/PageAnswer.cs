using System.Text;
using Confd.Flags.Console.Html;
using Confd.Shared.Http;
using Microsoft.AspNetCore.Http;

namespace Confd.Flags.Console.Answering;

/// <summary>Answers that browsers show.</summary>
internal static class PageAnswer
{
    public static Task SendAsync(HttpContext context, int status, Markup page) =>
        SendAsync(context, status, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(page.ToString()));

    public static Task SendAsync(HttpContext context, int status, string contentType, ReadOnlyMemory<byte> body)
    {
        FailedRequest.AddPause(context.Response, status);
        return WholeAnswer.SendAsync(context, status, contentType, body);
    }

    /// <summary>Leads to another page, which is then fetched with GET.</summary>
    public static Task RedirectAsync(HttpContext context, string address)
    {
        context.Response.Headers.Location = address;
        return WholeAnswer.SendEmptyAsync(context, StatusCodes.Status303SeeOther);
    }
}
