using Confd.Flags.Console.Forms;
using Confd.Flags.Console.Html;
using Confd.Flags.Contexts;

namespace Confd.Flags.Console.Pages;

/// <summary>Shows a segment: its members, and a form for each change.</summary>
internal static class SegmentPage
{
    public static Markup Content(SegmentView view) => Markup.Of(
        $"""
        {ItemHead.Of(view, view.Pages.Page)}
        {(view.Segment.IsUnbounded ? Big() : Lists(view))}
        {RuleSection.Of(view)}
        {LifecycleSections.Labels(view)}
        {LifecycleSections.KeyAndEnd(view)}
        """);

    private static Markup Big() => Blocks.Section("lists", "Named by key", $"""
        <p>This is a big segment: whom it names is kept in a store of its own, and is not changed here.</p>
        """);

    private static Markup Lists(SegmentView view)
    {
        var lists = SegmentMembers.Of(view.Segment);
        return Blocks.Section("lists", "Named by key", $"""
            <p>{(lists.Count == 0
                ? "No contexts are named."
                : "Named contexts are included or excluded, whatever the rules say; a context named in both lists is included.")}</p>
            {lists.Select(list => KeyLists.Of(
                view,
                $"{list.ContextKind}: {list.Keys.Count} {(list.IsIn ? "in" : "out")}",
                list.Keys,
                Changes.Unlist,
                [(Fields.ListName, NameOf(list.IsIn)), (Fields.Kind, list.ContextKind)]))}
            {view.FoldedForm("Add contexts", Changes.List, entries => Markup.Of(
                $"""
                {Choices.Select(
                    entries,
                    "They are",
                    Fields.ListName,
                    [(Fields.Included, "in, whatever the rules say"), (Fields.Excluded, "out, whatever the rules say")],
                    Fields.Included)}
                {Choices.Input(entries, "Kind of context", Fields.Kind, ContextKind.User)}
                {Choices.Lines(entries, "Keys, one per line", Fields.Keys)}
                """))}
            """);
    }

    private static string NameOf(bool isIn) => isIn ? Fields.Included : Fields.Excluded;
}
