using System.Text;
using Confd.Admission;
using Confd.Flags.Console.Html;
using Confd.Shared.Http;
using Microsoft.AspNetCore.Http;

namespace Confd.Flags.Console.Answering;

/// <summary>Answers that browsers show.</summary>
internal static class PageAnswer
{
    private const string Html = "text/html; charset=utf-8";

    /// <summary>A page that is small, whoever asks.</summary>
    public static Task SendAsync(HttpContext context, int status, Markup page) =>
        SendAsync(context, status, Html, Encoding.UTF8.GetBytes(page.ToString()));

    /// <summary>A page that takes room until its browser has it.</summary>
    /// <exception cref="BadHttpRequestException">There is none (503).</exception>
    public static Task SendAsync(HttpContext context, int status, Markup page, BodyRoom room) =>
        WholeAnswer.SendMadeAsync(context, status, Html, Encoding.UTF8.GetBytes(page.ToString()), room);

    /// <summary>What is there for all.</summary>
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
