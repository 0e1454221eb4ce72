using Confd.Flags.Authoring.Edits;
using Confd.Flags.Authoring.Meaning;
using Confd.Flags.Console.Forms;
using Confd.Flags.Console.Html;
using Confd.Flags.Model;
using Confd.Shared;

namespace Confd.Flags.Console.Pages;

/// <summary>The fields for what is served: a share in percent for each variation, and what is split by.</summary>
internal static class ServeFields
{
    /// <summary>The fields.</summary>
    /// <param name="entries">The contents of a rejected form, if any.</param>
    /// <param name="flag">The flag.</param>
    /// <param name="serve">What is served now.</param>
    public static Markup Of(FormValues entries, FeatureFlag flag, VariationOrRollout serve)
    {
        var shares = FlagSummary.SharesOf(serve);
        var rollout = serve.Variation is null ? serve.Rollout : null;
        return Markup.Of(
            $"""
            <fieldset class="shares" data-shares{entries.Marks(Fields.Weights)}><legend>Shares in percent</legend>
            {entries.Problem(Fields.Weights)}
            {Enumerable.Range(0, flag.Variations.Length).Select(at => Share(entries, flag, at, shares.GetValueOrDefault(at)))}
            <p class="hint">They add up to 100. <output data-sum aria-live="polite"></output></p>
            </fieldset>
            {Split(entries, rollout?.BucketBy, rollout?.ContextKind)}
            """);
    }

    /// <summary>The fields for what is split by, which are rarely changed.</summary>
    public static Markup Split(FormValues entries, string? attribute, string? kind) => Markup.Of(
        $"""
        <details class="inner"><summary>What is split</summary>
        {Choices.Input(entries, "Attribute", Fields.By, AttributeText.Of(kind, attribute ?? ""), "Empty: as before, or the key.")}
        {Choices.Input(entries, "Kind of context", Fields.Kind, kind ?? "", "Empty: as before, or user.")}
        </details>
        """);

    private static Markup Share(FormValues entries, FeatureFlag flag, int at, long weight)
    {
        var field = Fields.Weight(at);
        return Markup.Of(
            $"""
            <label><bdi>{FlagSummary.Variation(flag, at)}</bdi>
            <input type="number" name="{field}" value="{entries.Text(field, Weights.Text(weight))}"
            min="0" max="100" step="0.001" inputmode="decimal"{entries.Marks(field)}></label>{entries.Problem(field)}
            """);
    }
}
