using Confd.Flags.Authoring.Meaning;
using Confd.Flags.Console.Forms;
using Confd.Flags.Console.Html;
using Confd.Flags.Contexts;

namespace Confd.Flags.Console.Pages;

/// <summary>Contexts that are served a variation by their key.</summary>
internal static class TargetSection
{
    private const int MostShown = 500;

    public static Markup Of(FlagView view)
    {
        var lists = TargetList.Of(view.Flag).ToList();
        return Markup.Of(
            $"""
            <section class="card" aria-labelledby="targets"><h2 id="targets">Targets</h2>
            <p>{(lists.Count == 0 ? "Nobody is named." : "Whoever is named here gets it before any rule is asked.")}</p>
            {lists.Select(list => List(view, list))}
            {view.Fold("Name somebody", view.Form(Changes.Target, "Preview …", Add(view)))}
            </section>
            """);
    }

    private static Markup Add(FlagView view) => Markup.Of(
        $"""
        {Choices.Variation(view.Flag, "They get", chosen: null)}
        {Choices.Input("Kind of context", Fields.Kind, ContextKind.User)}
        {Choices.Lines("Keys, one a line", Fields.Keys, "")}
        """);

    private static Markup List(FlagView view, TargetList list)
    {
        var title = $"{list.ContextKind}: {list.Keys.Count} get {FlagSummary.Variation(view.Flag, list.Variation)}";
        return Markup.Of(
            $"""
            <h3><bdi>{title}</bdi></h3>
            {Markup.When(list.Keys.Count > MostShown, $"""<p class="hint">The first {MostShown} are shown.</p>""")}
            {(view.Obstacle is null ? Editable(view, list) : Plain(list))}
            """);
    }

    private static Markup Plain(TargetList list) => Markup.Of(
        $"""<ul class="keys">{list.Keys.Take(MostShown).Select(key => Markup.Of($"<li><bdi>{key}</bdi></li>"))}</ul>""");

    private static Markup Editable(FlagView view, TargetList list) => view.Form(
        Changes.Untarget,
        "Remove those that are ticked …",
        Markup.Of(
            $"""
            {FlagView.Hidden(Fields.Variation, $":{list.Variation}")}
            {FlagView.Hidden(Fields.Kind, list.ContextKind)}
            <ul class="keys">
            {list.Keys.Take(MostShown).Select(key => Markup.Of(
                $"""<li><label class="check"><input type="checkbox" name="{Fields.Keys}" value="{key}"> <bdi>{key}</bdi></label></li>"""))}
            </ul>
            """));
}
