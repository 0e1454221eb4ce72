using System.Diagnostics.Metrics;
using Confd.Engine.Templates;

namespace Confd.Cli.Running;

/// <summary>Shows what the template cache does under the original's names.</summary>
internal static class TemplateCacheMetrics
{
    /// <summary>Adds the counters of a renderer to the engine's meter.</summary>
    public static void Observe(TemplateRenderer templates, Meter meter)
    {
        meter.CreateObservableCounter(
            "confd_template_cache_hits_total", () => templates.CacheCounts.Hits, null, "Templates taken from the cache.");
        meter.CreateObservableCounter(
            "confd_template_cache_misses_total", () => templates.CacheCounts.Misses, null, "Templates that had to be read and parsed.");
        meter.CreateObservableCounter(
            "confd_template_stat_cache_hits_total",
            () => templates.CacheCounts.StatHits,
            null,
            "Templates taken from the cache without a look at their files.");
    }
}
