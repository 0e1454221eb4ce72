using System.Globalization;
using Confd.Flags.Authoring;
using Confd.Flags.Authoring.Edits;
using Confd.Flags.Contexts;
using Confd.Flags.Storage;
using Confd.Shared;

namespace Confd.Flags.Console.Forms;

/// <summary>Converts forms to the edits that the commands use too.</summary>
internal static class ChangeForms
{
    /// <summary>Reads the edits of a form.</summary>
    /// <param name="form">The form.</param>
    /// <param name="item">The item that it changes.</param>
    /// <param name="problems">Receives the problems of fields; if there are any, the edits must not be used.</param>
    /// <exception cref="FlagEditException">The form has no valid change.</exception>
    public static IReadOnlyList<FlagEdit> Read(FormFields form, EditedItem item, FormProblems problems) =>
        form.Text(Fields.Change) switch
        {
            Changes.EditRule => [new SetClauses(RuleOf(form), ClauseForm.Read(form, item.ClausesOf(RuleOf(form)), problems))],
            Changes.MoveRule => [new MoveRule(RuleOf(form), problems.Read(Fields.To, () => ReadIndex(form.Text(Fields.To))))],
            Changes.RemoveRule => [new RemoveRule(RuleOf(form))],
            Changes.Describe => [LabelForm.Read(form, item.Document.Labels)],
            var change => item.Document.Kind == DataKind.Segments
                ? SegmentForms.Read(form, change, problems)
                : ReadFlag(form, change, item.Variations, problems),
        };

    /// <summary>The field to which a problem of the whole change is assigned.</summary>
    public static string FieldOf(FormFields form) => form.Text(Fields.Change) switch
    {
        Changes.Create or Changes.Rename => Fields.NewKey,
        Changes.Serve => Fields.Weights,
        Changes.Target or Changes.List => Fields.Kind,
        Changes.AddVariation => Fields.Value,
        Changes.AddPrerequisite => Fields.Flag,
        Changes.Share => Fields.Percent,
        _ => FormProblems.WholeForm,
    };

    /// <summary>Parses a share in percent.</summary>
    /// <exception cref="FlagEditException">It is not a number.</exception>
    public static decimal ReadPercent(string text) =>
        Weights.TryReadPercent(text, out var percent)
            ? percent
            : throw new FlagEditException("a share is a number of percent, such as 12.5");

    /// <summary>The rule that a form changes.</summary>
    public static RuleReference RuleOf(FormFields form) =>
        int.TryParse(form.Text(Fields.RulePlace), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? RuleReference.At(index)
            : new RuleReference(form.Raw(Fields.Rule));

    /// <summary>The kind of context of the keys.</summary>
    public static string KindOf(FormFields form) => form.Optional(Fields.Kind) ?? ContextKind.User;

    /// <summary>Keys of contexts, at least one.</summary>
    /// <exception cref="FlagEditException">There is none.</exception>
    public static IReadOnlyList<string> KeysOf(FormFields form) => form.Lines(Fields.Keys) is { Count: > 0 } keys
        ? keys
        : throw new FlagEditException("name at least one key");

    private static IReadOnlyList<FlagEdit> ReadFlag(FormFields form, string change, int variations, FormProblems problems) => change switch
    {
        Changes.On => [new SwitchFlag(IsOn: true)],
        Changes.Off => [new SwitchFlag(IsOn: false)],
        Changes.Serve => [ReadServe(form, variations, problems)],
        Changes.ServeWhileOff => [new ServeWhileOff(form.Raw(Fields.Variation) == Fields.NoVariation ? null : VariationOf(form, problems))],
        Changes.Target =>
            [new TargetContexts(VariationOf(form, problems), KindOf(form), problems.Read(Fields.Keys, () => KeysOf(form)) ?? [])],
        Changes.Untarget => [new UntargetContexts(VariationOf(form, problems), KindOf(form), form.Each(Fields.Keys))],
        Changes.AddRule => [ReadRule(form, variations, problems)],
        Changes.AddVariation => [new AddVariation(LooseValue.Read(form.Raw(Fields.Value)))],
        Changes.AddPrerequisite => [new AddPrerequisite(form.Text(Fields.Flag), VariationOf(form, problems))],
        Changes.RemovePrerequisite => [new RemovePrerequisite(form.Raw(Fields.Flag))],
        _ => throw new FlagEditException("the form does not say what it changes"),
    };

    private static SetRollout ReadServe(FormFields form, int variations, FormProblems problems) => new(
        form.Raw(Fields.Rule).Length + form.Raw(Fields.RulePlace).Length > 0 ? new ServePlace(RuleOf(form)) : ServePlace.Fallthrough,
        ReadShares(form, variations, problems))
    {
        BucketBy = form.Optional(Fields.By),
        ContextKind = form.Optional(Fields.Kind),
    };

    private static AddRule ReadRule(FormFields form, int variations, FormProblems problems)
    {
        var rule = new AddRule(ClauseForm.Read(form, [], problems), ReadShares(form, variations, problems))
        {
            Index = form.Optional(Fields.At) is { } index ? problems.Read(Fields.At, () => ReadIndex(index)) : null,
            BucketBy = form.Optional(Fields.By),
            ContextKind = form.Optional(Fields.Kind),
        };
        return form.Optional(Fields.Id) is { } id ? rule with { Id = id } : rule;
    }

    private static List<VariationShare> ReadShares(FormFields form, int variations, FormProblems problems)
    {
        var shares = new List<VariationShare>();
        for (var at = 0; at < variations; at++)
        {
            var field = Fields.Weight(at);
            if (form.Optional(field) is { } text)
            {
                shares.Add(new VariationShare(VariationReference.At(at), problems.Read(field, () => ReadPercent(text))));
            }
        }

        return shares;
    }

    private static int ReadIndex(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
        ? index
        : throw new FlagEditException("the index of a rule is a whole number from 0");

    private static VariationReference VariationOf(FormFields form, FormProblems problems)
    {
        var name = form.Text(Fields.Variation);
        if (name.Length == 0)
        {
            problems.Add(Fields.Variation, "the variation is missing");
        }

        return new VariationReference(name);
    }
}
