using System.Globalization;
using Confd.Flags.Authoring;
using Confd.Flags.Authoring.Edits;
using Confd.Flags.Contexts;

namespace Confd.Flags.Console.Forms;

/// <summary>From what a form sent to the edits that the commands make too.</summary>
internal static class ChangeForms
{
    /// <summary>Reads the edits of a form.</summary>
    /// <param name="form">What was sent.</param>
    /// <param name="variations">How many variations the flag has.</param>
    /// <exception cref="FlagEditException">A field cannot be read.</exception>
    public static IReadOnlyList<FlagEdit> Read(FormFields form, int variations) => form.Text(Fields.Change) switch
    {
        Changes.On => [new SwitchFlag(IsOn: true)],
        Changes.Off => [new SwitchFlag(IsOn: false)],
        Changes.Serve => [ReadServe(form, variations)],
        Changes.ServeWhileOff => [new ServeWhileOff(VariationOf(form))],
        Changes.Target => [new TargetContexts(VariationOf(form), KindOf(form), form.Lines(Fields.Keys))],
        Changes.Untarget => [new UntargetContexts(VariationOf(form), KindOf(form), form.Each(Fields.Keys))],
        Changes.AddRule => [ReadRule(form, variations)],
        Changes.EditRule => [new SetClauses(RuleOf(form), ClauseForm.Read(form))],
        Changes.MoveRule => [new MoveRule(RuleOf(form), ReadPlace(form.Text(Fields.To)))],
        Changes.RemoveRule => [new RemoveRule(RuleOf(form))],
        Changes.AddVariation => [new AddVariation(LooseValue.Read(form.Raw(Fields.Value)))],
        Changes.AddPrerequisite => [new AddPrerequisite(form.Text(Fields.Flag), VariationOf(form))],
        Changes.RemovePrerequisite => [new RemovePrerequisite(form.Raw(Fields.Flag))],
        Changes.Describe =>
        [
            new DescribeItem
            {
                Name = form.Text(Fields.Name),
                Description = form.Text(Fields.Description),
                Tags = form.Text(Fields.Tags).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            },
        ],
        _ => throw new FlagEditException("the form does not say what it changes"),
    };

    private static SetRollout ReadServe(FormFields form, int variations) => new(
        form.Optional(Fields.Rule) is { } rule ? new ServePlace(new RuleName(rule)) : ServePlace.Fallthrough, ReadShares(form, variations))
    {
        BucketBy = form.Optional(Fields.By),
        ContextKind = form.Optional(Fields.Kind),
    };

    private static AddRule ReadRule(FormFields form, int variations)
    {
        var rule = new AddRule(ClauseForm.Read(form), ReadShares(form, variations))
        {
            Place = form.Optional(Fields.At) is { } place ? ReadPlace(place) : null,
            BucketBy = form.Optional(Fields.By),
            ContextKind = form.Optional(Fields.Kind),
        };
        return form.Optional(Fields.Id) is { } id ? rule with { Id = id } : rule;
    }

    private static List<VariationShare> ReadShares(FormFields form, int variations)
    {
        var shares = new List<VariationShare>();
        for (var at = 0; at < variations; at++)
        {
            if (form.Optional(Fields.Weight(at)) is { } text)
            {
                shares.Add(new VariationShare(VariationName.At(at), ReadPercent(text)));
            }
        }

        return shares;
    }

    private static decimal ReadPercent(string text) =>
        decimal.TryParse(text.TrimEnd('%', ' '), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
            ? percent
            : throw new FlagEditException("a share is a number of percent, such as 12.5");

    private static int ReadPlace(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var place)
        ? place
        : throw new FlagEditException("a rule's place is a whole number from 0");

    private static VariationName VariationOf(FormFields form) => form.Optional(Fields.Variation) is { } name
        ? new VariationName(name)
        : throw new FlagEditException("the variation is missing");

    private static RuleName RuleOf(FormFields form) => new(form.Raw(Fields.Rule));

    private static string KindOf(FormFields form) => form.Optional(Fields.Kind) ?? ContextKind.User;
}
