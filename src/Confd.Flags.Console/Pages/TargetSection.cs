using Confd.Flags.Authoring.Meaning;
using Confd.Flags.Console.Forms;
using Confd.Flags.Console.Html;
using Confd.Flags.Contexts;

namespace Confd.Flags.Console.Pages;

/// <summary>Contexts that get a variation by their key.</summary>
internal static class TargetSection
{
    public static Markup Of(FlagView view)
    {
        var lists = TargetList.Of(view.Flag).ToList();
        return Blocks.Section("targets", "Targets", $"""
            <p>{(lists.Count == 0 ? "No contexts are named." : "Contexts named here get it before any rule applies.")}</p>
            {lists.Select(list => List(view, list))}
            {view.FoldedForm("Add contexts", Changes.Target, entries => Markup.Of(
                $"""
                {Choices.Select(entries, "They get", Fields.Variation, Choices.Variations(view.Flag), now: "")}
                {Choices.Input(entries, "Kind of context", Fields.Kind, ContextKind.User)}
                {Choices.Lines(entries, "Keys, one per line", Fields.Keys)}
                """))}
            """);
    }

    private static Markup List(FlagView view, TargetList list) => KeyLists.Of(
        view,
        $"{list.ContextKind}: {list.Keys.Count} get {FlagSummary.Variation(view.Flag, list.Variation)}",
        list.Keys,
        Changes.Untarget,
        [(Fields.Variation, Choices.NameOf(list.Variation)), (Fields.Kind, list.ContextKind)]);
}
