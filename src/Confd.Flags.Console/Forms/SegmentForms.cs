using Confd.Flags.Authoring;
using Confd.Flags.Authoring.Edits;

namespace Confd.Flags.Console.Forms;

/// <summary>Converts forms of a segment's page to edits.</summary>
internal static class SegmentForms
{
    /// <summary>Reads the edits of a form.</summary>
    /// <exception cref="FlagEditException">The form has no valid change.</exception>
    public static IReadOnlyList<FlagEdit> Read(FormFields form, string change, FormProblems problems) => change switch
    {
        Changes.List =>
            [new ListInSegment(ListOf(form), ChangeForms.KindOf(form), problems.Read(Fields.Keys, () => ChangeForms.KeysOf(form)) ?? [])],
        Changes.Unlist => [new UnlistInSegment(ListOf(form), ChangeForms.KindOf(form), form.Each(Fields.Keys))],
        Changes.AddRule => [ReadRule(form, problems)],
        Changes.Share =>
        [
            new SetSegmentShare(ChangeForms.RuleOf(form), ReadPercent(form, problems))
            {
                BucketBy = form.Optional(Fields.By),
                ContextKind = form.Optional(Fields.Kind),
            },
        ],
        _ => throw new FlagEditException("the form does not say what it changes"),
    };

    private static AddSegmentRule ReadRule(FormFields form, FormProblems problems)
    {
        var rule = new AddSegmentRule(ClauseForm.Read(form, [], problems))
        {
            Percent = ReadPercent(form, problems),
            BucketBy = form.Optional(Fields.By),
            ContextKind = form.Optional(Fields.Kind),
        };
        return form.Optional(Fields.Id) is { } id ? rule with { Id = id } : rule;
    }

    // Empty: all.
    private static decimal? ReadPercent(FormFields form, FormProblems problems) => form.Optional(Fields.Percent) is { } text
        ? problems.Read(Fields.Percent, () => ChangeForms.ReadPercent(text))
        : null;

    private static SegmentList ListOf(FormFields form) => form.Text(Fields.ListName) switch
    {
        Fields.Included => SegmentList.Included,
        Fields.Excluded => SegmentList.Excluded,
        _ => throw new FlagEditException("the form does not say which list it changes"),
    };
}
