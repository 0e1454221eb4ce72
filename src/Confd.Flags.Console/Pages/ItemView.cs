using Confd.Flags.Authoring.Documents;
using Confd.Flags.Console.Access;
using Confd.Flags.Console.Forms;
using Confd.Flags.Console.Html;
using Confd.Flags.Storage;

namespace Confd.Flags.Console.Pages;

/// <summary>A flag or segment, for rendering its page; it may be archived.</summary>
/// <param name="Environment">The environment's name.</param>
/// <param name="Seen">The environment that was read.</param>
/// <param name="Document">The flag or segment as it is stored.</param>
/// <param name="Session">The user's session.</param>
/// <param name="Obstacle">Why it cannot be changed here; null: it can.</param>
internal record ItemView(string Environment, EnvironmentSnapshot Seen, FlagDocument Document, Session Session, string? Obstacle)
{
    /// <summary>True where its history is available.</summary>
    public bool HasHistory { get; init; }

    /// <summary>The version that was just written; null: none.</summary>
    public long? Done { get; init; }

    /// <summary>A rejected form of the page; null: there is none.</summary>
    public RejectedForm? RejectedForm { get; init; }

    /// <summary>Flags or segments.</summary>
    public DataKind Kind => Document.Kind;

    /// <summary>Addresses of the pages about it.</summary>
    public ItemPaths Pages => ItemPaths.Of(Kind);

    /// <summary>A form that requests the preview of a change; empty where nothing can be changed.</summary>
    /// <param name="change">The change, see <see cref="Changes"/>.</param>
    /// <param name="submit">The text of the button.</param>
    /// <param name="fields">Its fields; null: none.</param>
    /// <param name="hidden">The subject of the change, such as a rule: hidden fields that distinguish it from other forms of its
    /// kind.</param>
    /// <param name="look">The class of the form.</param>
    public Markup Form(
        string change,
        string submit,
        Func<FormValues, Markup>? fields = null,
        IReadOnlyList<(string Name, string Value)>? hidden = null,
        string look = "stack") => Obstacle is not null
        ? Markup.Empty
        : Blocks.Form(Session, Paths.Of(Pages.Preview, Environment, Document.Key), look, submit, $"""
            <input type="hidden" name="{Fields.Version}" value="{Document.Version}">
            {Choices.Hidden(Fields.Change, change)}
            {(hidden ?? []).Select(field => Choices.Hidden(field.Name, field.Value))}
            {(fields is null ? Markup.Empty : fields(IsRefused(change, hidden) ? new FormValues(RejectedForm) : FormValues.None))}
            """);

    /// <summary>A collapsible part with controls for changes; empty where nothing can be changed.</summary>
    /// <param name="summary">The text while it is collapsed.</param>
    /// <param name="content">Its content.</param>
    /// <param name="isOpen">True: it is expanded initially.</param>
    public Markup Fold(string summary, Markup content, bool isOpen = false) => Obstacle is not null
        ? Markup.Empty
        : Markup.Of($"""<details{Markup.When(isOpen, $" open")}><summary>{summary}</summary>{content}</details>""");

    /// <summary>A collapsible form; expanded where it was rejected.</summary>
    public Markup FoldedForm(
        string summary, string change, Func<FormValues, Markup> fields, IReadOnlyList<(string Name, string Value)>? hidden = null) =>
        Fold(summary, Form(change, "Preview …", fields, hidden), IsRefused(change, hidden));

    /// <summary>True for the rejected form.</summary>
    public bool IsRefused(string change, IReadOnlyList<(string Name, string Value)>? hidden = null) =>
        RejectedForm is { } refused
        && refused.Form.Text(Fields.Change) == change
        && (hidden ?? []).All(field => refused.Form.Raw(field.Name) == field.Value);
}
