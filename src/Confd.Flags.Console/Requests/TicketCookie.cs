using System.Globalization;
using Confd.Flags.Console.Access;
using Confd.Flags.Console.Pages;
using Microsoft.AspNetCore.Http;

namespace Confd.Flags.Console.Requests;

/// <summary>The cookie with the ticket: not readable by scripts, not sent with requests of other sites, restricted to the console's
/// path.</summary>
internal static class TicketCookie
{
    private const string Name = "confd-console";

    // Browsers share cookies between all ports of a host, so that consoles on two of them need two names. The port in the request counts:
    // processes behind one address may listen on any.
    private static string NameOf(HttpContext context) => context.Request.Host.Port is { } port
        ? string.Create(CultureInfo.InvariantCulture, $"{Name}-{port}")
        : Name;

    public static string? Read(HttpContext context) => context.Request.Cookies[NameOf(context)];

    public static void Write(HttpContext context, string ticket) => Set(context, ticket, "");

    public static void Remove(HttpContext context) => Set(context, "", "; Max-Age=0");

    private static void Set(HttpContext context, string value, string more)
    {
        var secure = RequestOrigin.IsSecure(context.Request) ? "; Secure" : "";
        context.Response.Headers.SetCookie = $"{NameOf(context)}={value}; Path={Paths.Root}; HttpOnly; SameSite=Strict{secure}{more}";
    }
}
