using Confd.Flags.Authoring.Edits;
using Confd.Flags.Console.Access;
using Confd.Flags.Console.Forms;
using Confd.Flags.Console.Html;
using Confd.Flags.Storage;

namespace Confd.Flags.Console.Pages;

/// <summary>The form for a new flag or segment.</summary>
internal static class NewPage
{
    private static readonly (string Value, string Text)[] Types =
    [
        (VariationText.Boolean, "true or false"), (VariationText.Text, "a text"), (VariationText.Number, "a number"),
        (VariationText.Json, "any JSON"),
    ];

    /// <summary>The title of the page.</summary>
    public static string TitleOf(DataKind kind) => $"New {ItemPaths.Of(kind).Noun}";

    /// <summary>The content of the page.</summary>
    /// <param name="environment">The environment's name.</param>
    /// <param name="kind">Flags or segments.</param>
    /// <param name="session">The user's session.</param>
    /// <param name="obstacle">Why none can be created here; null: one can.</param>
    /// <param name="refused">The rejected form; null: none.</param>
    public static Markup Content(string environment, DataKind kind, Session session, string? obstacle, RejectedForm? refused)
    {
        var entries = new FormValues(refused);
        return Markup.Of(
            $"""
            {Blocks.Crumb(environment)}
            <h1>{TitleOf(kind)}</h1>
            {FormValues.Summary(refused)}
            {(obstacle is not null
                ? Notices.Note(obstacle)
                : Form(environment, kind, session, kind == DataKind.Segments ? SegmentFields(entries) : FlagFields(entries)))}
            """);
    }

    private static Markup Form(string environment, DataKind kind, Session session, Markup fields) => Blocks.Form(
        session,
        Paths.In(ItemPaths.Of(kind).Preview, environment),
        "card stack",
        "Preview …",
        $"{Choices.Hidden(Fields.Change, Changes.Create)}{fields}");

    private static Markup FlagFields(FormValues entries) => Markup.Of(
        $"""
        {Key(entries, "By which programs ask for it: letters, digits, dots, dashes. It can be renamed, but better is not.")}
        {Choices.Select(entries, "What it serves", Fields.Type, Types, VariationText.Boolean)}
        {Choices.Lines(
            entries,
            "Variations, one per line",
            Fields.Variations,
            hint: "Or all of them in a JSON array. Empty, for a flag that is true or false: these two.")}
        {Choices.Input(
            entries, "Everyone gets, when it is on", Fields.OnVariation, hint: "A value, or :0 for the first; empty: the first.")}
        {Choices.Input(entries, "Everyone gets, while it is off", Fields.OffVariation, hint: "Empty: the last.")}
        {Choices.Check(entries, "Turn it on immediately", Fields.IsOn, now: false)}
        {Choices.Check(entries, "Browsers and mobile apps may see it", Fields.ClientSide, now: false)}
        {LifecycleSections.LabelFields(entries)}
        """);

    private static Markup SegmentFields(FormValues entries) => Markup.Of(
        $"""
        {Key(entries, "By which conditions name it: letters, digits, dots, dashes.")}
        {LifecycleSections.LabelFields(entries)}
        """);

    private static Markup Key(FormValues entries, string hint) => Choices.Input(entries, "Key", Fields.NewKey, hint: hint);
}
