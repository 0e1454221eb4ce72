using System.Text;
using Confd.Admission;
using Confd.Flags.Console.Html;
using Confd.Shared.Http;
using Microsoft.AspNetCore.Http;

namespace Confd.Flags.Console.Requests;

/// <summary>Sends responses for browsers.</summary>
internal static class PageResponse
{
    private const string Html = "text/html; charset=utf-8";

    /// <summary>Sends a page that is small for every request.</summary>
    public static Task SendAsync(HttpContext context, int status, Markup page) =>
        SendAsync(context, status, Html, Encoding.UTF8.GetBytes(page.ToString()));

    /// <summary>Sends a page that reserves memory until it has been sent.</summary>
    /// <exception cref="BadHttpRequestException">No memory is free (503).</exception>
    public static Task SendAsync(HttpContext context, int status, Markup page, BodyBudget budget) =>
        WholeResponse.SendGeneratedAsync(context, status, Html, Encoding.UTF8.GetBytes(page.ToString()), budget);

    /// <summary>Sends a public body.</summary>
    public static Task SendAsync(HttpContext context, int status, string contentType, ReadOnlyMemory<byte> body) =>
        WholeResponse.SendAsync(context, status, contentType, body);

    /// <summary>Redirects to another page, which the browser then requests with GET.</summary>
    public static Task RedirectAsync(HttpContext context, string address)
    {
        context.Response.Headers.Location = address;
        return WholeResponse.SendEmptyAsync(context, StatusCodes.Status303SeeOther);
    }
}
