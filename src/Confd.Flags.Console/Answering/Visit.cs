using Confd.Admission;
using Confd.Flags.Console.Access;
using Confd.Flags.Console.Forms;
using Confd.Flags.Console.Html;
using Confd.Flags.Console.Pages;
using Microsoft.AspNetCore.Http;

namespace Confd.Flags.Console.Answering;

/// <summary>A request of somebody who is in.</summary>
/// <param name="Context">The request.</param>
/// <param name="Session">Who asks.</param>
/// <param name="Form">What a page of ours sent; null: a page is asked for.</param>
/// <param name="Frame">What pages have around their content.</param>
/// <param name="Pages">What pages take until their browsers have them.</param>
internal sealed record Visit(HttpContext Context, Session Session, FormFields? Form, Frame Frame, BodyRoom Pages)
{
    /// <summary>Ends the request.</summary>
    public CancellationToken Aborted => Context.RequestAborted;

    /// <summary>A parameter of the address; empty where it is not there.</summary>
    public string Query(string name) => Context.Request.Query[name] is [{ } text, ..] ? text : "";

    /// <summary>Answers a page.</summary>
    public Task SendAsync(string title, Markup content, string? environment = null, int status = StatusCodes.Status200OK) =>
        PageAnswer.SendAsync(Context, status, Frame.Page(title, content, environment), Pages);

    /// <summary>Answers that something could not be done.</summary>
    public Task RefuseAsync(int status, string title, string text, string back, string backText) =>
        SendAsync(title, ProblemPage.Content(title, text, back, backText), status: status);
}
