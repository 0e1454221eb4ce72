using System.Globalization;
using Confd.Flags.Console.Access;
using Confd.Flags.Console.Pages;
using Microsoft.AspNetCore.Http;

namespace Confd.Flags.Console.Answering;

/// <summary>The cookie with the ticket: for no script, for no other site's requests, for no path but the console's.</summary>
internal static class TicketCookie
{
    // Browsers keep one set of cookies for all ports of a host.
    private static string NameOf(HttpContext context) =>
        $"confd-console-{context.Connection.LocalPort.ToString(CultureInfo.InvariantCulture)}";

    public static string? Read(HttpContext context) => context.Request.Cookies[NameOf(context)];

    public static void Write(HttpContext context, string ticket) => Set(context, ticket, "");

    public static void Remove(HttpContext context) => Set(context, "", "; Max-Age=0");

    private static void Set(HttpContext context, string value, string more)
    {
        var secure = RequestOrigin.IsSecure(context.Request) ? "; Secure" : "";
        context.Response.Headers.SetCookie = $"{NameOf(context)}={value}; Path={Paths.Root}; HttpOnly; SameSite=Strict{secure}{more}";
    }
}
