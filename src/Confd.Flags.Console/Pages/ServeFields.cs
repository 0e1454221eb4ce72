using System.Globalization;
using Confd.Flags.Authoring.Meaning;
using Confd.Flags.Console.Forms;
using Confd.Flags.Console.Html;
using Confd.Flags.Model;

namespace Confd.Flags.Console.Pages;

/// <summary>What is served: a share in percent for each variation, and what is split.</summary>
internal static class ServeFields
{
    private const decimal WeightsPerPercent = 1000;

    /// <summary>The fields.</summary>
    /// <param name="flag">The flag.</param>
    /// <param name="serve">What is served now.</param>
    public static Markup Of(FeatureFlag flag, VariationOrRollout serve)
    {
        var shares = FlagSummary.SharesOf(serve);
        var rollout = serve.Variation is null ? serve.Rollout : null;
        return Markup.Of(
            $"""
            <fieldset class="shares" data-shares><legend>Shares in percent</legend>
            {Enumerable.Range(0, flag.Variations.Length).Select(at => Share(flag, at, shares.GetValueOrDefault(at)))}
            <p class="hint">They add up to 100. <output data-sum aria-live="polite"></output></p>
            </fieldset>
            <details class="inner"><summary>What is split</summary>
            {Choices.Input("Attribute", Fields.By, rollout?.BucketBy ?? "", "Empty: as before, or the key.")}
            {Choices.Input("Kind of context", Fields.Kind, rollout?.ContextKind ?? "", "Empty: as before, or user.")}
            </details>
            """);
    }

    private static Markup Share(FeatureFlag flag, int at, long weight) => Markup.Of(
        $"""
        <label><bdi>{FlagSummary.Variation(flag, at)}</bdi>
        <input type="number" name="{Fields.Weight(at)}" value="{Percent(weight)}"
        min="0" max="100" step="0.001" inputmode="decimal"></label>
        """);

    private static string Percent(long weight) => (weight / WeightsPerPercent).ToString("0.###", CultureInfo.InvariantCulture);
}
