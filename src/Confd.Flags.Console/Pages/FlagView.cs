using Confd.Flags.Authoring.Documents;
using Confd.Flags.Console.Access;
using Confd.Flags.Console.Forms;
using Confd.Flags.Console.Html;
using Confd.Flags.Model;

namespace Confd.Flags.Console.Pages;

/// <summary>A flag while its page is made.</summary>
/// <param name="Environment">The environment's name.</param>
/// <param name="Seen">All there is in it.</param>
/// <param name="Document">The flag as it is stored.</param>
/// <param name="Flag">The flag as evaluators see it.</param>
/// <param name="Session">Who looks.</param>
/// <param name="Obstacle">Why it cannot be changed here; null: it can.</param>
internal sealed record FlagView(
    string Environment, EnvironmentSnapshot Seen, FlagDocument Document, FeatureFlag Flag, Session Session, string? Obstacle)
{
    /// <summary>A form that asks for the preview of a change; nothing where nothing can be changed.</summary>
    /// <param name="change">Which change, see <see cref="Changes"/>.</param>
    /// <param name="submit">What the button says.</param>
    /// <param name="fields">Its fields.</param>
    /// <param name="look">The class of the form.</param>
    public Markup Form(string change, string submit, Markup fields, string look = "stack") => Obstacle is not null
        ? Markup.Empty
        : Markup.Of(
            $"""
            <form method="post" action="{Paths.Of(Paths.Preview, Environment, Document.Key)}" class="{look}">
            {Hidden(Fields.FormToken, Session.FormToken)}
            <input type="hidden" name="{Fields.Version}" value="{Document.Version}">
            {Hidden(Fields.Change, change)}
            {fields}
            <div class="actions"><button>{submit}</button></div>
            </form>
            """);

    /// <summary>What is opened to change something; nothing where nothing can be changed.</summary>
    public Markup Fold(string summary, Markup content) => Obstacle is not null
        ? Markup.Empty
        : Markup.Of($"""<details><summary>{summary}</summary>{content}</details>""");

    public static Markup Hidden(string name, string value) => Markup.Of($"""<input type="hidden" name="{name}" value="{value}">""");
}
