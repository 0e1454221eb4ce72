using Confd.Admission;
using Confd.Flags.Console.Access;
using Confd.Flags.Console.Forms;
using Confd.Flags.Console.Html;
using Confd.Flags.Console.Pages;
using Microsoft.AspNetCore.Http;

namespace Confd.Flags.Console.Requests;

/// <summary>A request of an authenticated user.</summary>
/// <param name="Context">The request.</param>
/// <param name="Session">The user's session.</param>
/// <param name="Form">The form that a page of this console sent; null: a page is requested.</param>
/// <param name="PageLayout">The parts of pages around their content.</param>
/// <param name="Pages">Limits the memory of pages until they have been sent.</param>
internal sealed record ConsoleRequest(HttpContext Context, Session Session, FormFields? Form, PageLayout PageLayout, BodyBudget Pages)
{
    /// <summary>Cancelled when the client disconnects.</summary>
    public CancellationToken Aborted => Context.RequestAborted;

    /// <summary>A parameter of the query; empty if it is missing.</summary>
    public string Query(string name) => Context.Request.Query[name] is [{ } text, ..] ? text : "";

    /// <summary>Sends a page.</summary>
    public Task SendAsync(string title, Markup content, string? environment = null, int status = StatusCodes.Status200OK) =>
        PageResponse.SendAsync(Context, status, PageLayout.Page(title, content, environment), Pages);

    /// <summary>Sends an error page.</summary>
    public Task RefuseAsync(int status, string title, string text, string back, string backText) =>
        SendAsync(title, ProblemPage.Content(title, text, back, backText), status: status);
}
