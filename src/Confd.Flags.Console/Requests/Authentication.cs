using System.Security.Cryptography;
using System.Text;
using Confd.Admission;
using Confd.Flags.Console.Access;
using Confd.Flags.Console.Forms;
using Confd.Flags.Console.Html;
using Confd.Flags.Console.Pages;
using Confd.Shared;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Console.Requests;

/// <summary>Authenticates users, and accepts forms only from pages that were made for them.</summary>
internal sealed partial class Authentication(
    IReadOnlyList<ConsoleToken> tokens,
    string actor,
    IReadOnlyList<string> environments,
    bool hasKeys,
    BodyBudget budget,
    TimeProvider clock,
    ILogger logger)
{
    private readonly Tickets _tickets = new(tokens, actor, clock);
    private readonly SecretLookup<ConsoleToken> _tokens = new(tokens.Select(token => KeyValuePair.Create(token.Secret, token)));
    private readonly BodyBudget _pages = new(clock);

    // Failures do not block an address: behind a proxy all addresses are the same, and the length of tokens prevents guessing.
    private readonly LogThrottle _wrongTokens = new(clock);
    private readonly LogThrottle _foreignForms = new(clock);

    private bool NeedsToken => tokens.Count > 0;

    /// <summary>Authenticates a request.</summary>
    /// <returns>Null: the response was sent.</returns>
    public async Task<ConsoleRequest?> EnterAsync(HttpContext context)
    {
        var session = _tickets.Find(TicketCookie.Read(context));
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            return await EnterPageAsync(context, session).ConfigureAwait(false);
        }

        if (!RequestOrigin.IsFromOwnPage(context.Request))
        {
            if (_foreignForms.IsDue(out var count))
            {
                LogForeignForm(logger, context.Request.Path, count);
            }

            await RefuseAsync(
                context,
                StatusCodes.Status403Forbidden,
                "Not from a page of this console",
                "The browser says that the form comes from elsewhere. Behind a proxy, let it pass the header Host on.")
                .ConfigureAwait(false);
            return null;
        }

        if (NeedsToken && context.Request.Path == Paths.Login)
        {
            var login = await FormFields.ReadAsync(context.Request, FormFields.MaxLoginBytes, budget).ConfigureAwait(false);
            await LogInAsync(context, login).ConfigureAwait(false);
            return null;
        }

        // No memory is reserved for a user who is not authenticated.
        var form = session is null
            ? null
            : await FormFields.ReadAsync(context.Request, FormFields.MaxBytes, budget).ConfigureAwait(false);
        if (session is null || form is null || !IsSame(form.Raw(Fields.FormToken), session.FormToken))
        {
            await RefuseAsync(
                context,
                StatusCodes.Status403Forbidden,
                "The session has ended",
                "Nothing was changed. Go back, reload the page and try again.").ConfigureAwait(false);
            return null;
        }

        if (context.Request.Path == Paths.Logout)
        {
            _tickets.Revoke(session);
            TicketCookie.Remove(context);
            await PageResponse.RedirectAsync(context, Paths.Root).ConfigureAwait(false);
            return null;
        }

        return new ConsoleRequest(context, session, form, FrameOf(session), _pages);
    }

    /// <summary>Sends an error page for a request that is rejected.</summary>
    public Task RefuseAsync(HttpContext context, int status, string title, string text)
    {
        // The rest of the body would be read as the next request.
        context.Response.Headers.Connection = "close";
        return PageResponse.SendAsync(
            context, status, FrameOf(session: null).Page(title, ProblemPage.Content(title, text, Paths.Root, "To the console")));
    }

    private async Task<ConsoleRequest?> EnterPageAsync(HttpContext context, Session? session)
    {
        if (session is null && RequestOrigin.IsFollowedFromElsewhere(context.Request))
        {
            // The cookie is sent only with requests of this site's pages: this page sends one.
            await PageResponse.SendAsync(context, StatusCodes.Status200OK, Bounce(context.Request)).ConfigureAwait(false);
            return null;
        }

        if (session is null && NeedsToken)
        {
            await SendLoginAsync(context, StatusCodes.Status200OK, NextOf(context.Request), problem: null).ConfigureAwait(false);
            return null;
        }

        if (session is null)
        {
            (var ticket, session) = _tickets.Issue(null);
            TicketCookie.Write(context, ticket);
        }

        return new ConsoleRequest(context, session, Form: null, FrameOf(session), _pages);
    }

    private async Task LogInAsync(HttpContext context, FormFields form)
    {
        var address = context.Connection.RemoteIpAddress?.ToString() ?? "the socket";
        var next = form.Raw(Fields.Next);
        if (_tokens.Find(form.Text(Fields.Token)) is not { } token)
        {
            if (_wrongTokens.IsDue(out var count))
            {
                LogWrongToken(logger, address, count);
            }

            await SendLoginAsync(context, StatusCodes.Status403Forbidden, next, "This is not a token of this console.").ConfigureAwait(
                false);
            return;
        }

        var (ticket, session) = _tickets.Issue(token);
        TicketCookie.Write(context, ticket);
        LogEntered(logger, session.Actor, address);
        await PageResponse.RedirectAsync(context, IsOurs(next) ? next : Paths.Root).ConfigureAwait(false);
    }

    private Task SendLoginAsync(HttpContext context, int status, string next, string? problem) => PageResponse.SendAsync(
        context, status, FrameOf(session: null).Page(LoginPage.Title, LoginPage.Content(next, problem)));

    private PageLayout FrameOf(Session? session) => new(environments, session, NeedsToken, hasKeys);

    // A path of this console, without characters that a browser might read as another host.
    private static bool IsOurs(string next) =>
        (next == Paths.Root || next.StartsWith(Paths.Root + "/", StringComparison.Ordinal)) && !next.Any(char.IsControl);

    private static string NextOf(HttpRequest request) => HttpMethods.IsGet(request.Method) && request.Path != Paths.Login
        ? $"{request.Path.ToUriComponent()}{request.QueryString}"
        : Paths.Root;

    private static Markup Bounce(HttpRequest request) => Markup.Of(
        $"""
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><title>confd flags</title>
        <meta http-equiv="refresh" content="0;url={NextOf(request)}"></head>
        <body><p><a href="{NextOf(request)}">To the console</a></p></body></html>

        """);

    private static bool IsSame(string one, string other) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));

    [LoggerMessage(Level = LogLevel.Information, Message = "{Actor} logged in to the console from {Address}")]
    private static partial void LogEntered(ILogger logger, string actor, string address);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "A wrong token for the console was shown from {Address}; {Count} since the last such message")]
    private static partial void LogWrongToken(ILogger logger, string address, int count);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "A form for {Path} that comes from another site was refused; {Count} since the last such message")]
    private static partial void LogForeignForm(ILogger logger, string path, int count);
}
