namespace Confd.Cli.Http;

/// <summary>Properties of the metrics, other than their names, on which dashboards of the original rely.</summary>
internal static class OriginalMetrics
{
    /// <summary>The metrics without labels: they show 0 before their first use.</summary>
    public static IReadOnlySet<string> StartAtZero { get; } = new HashSet<string>
    {
        "confd_template_cache_hits_total",
        "confd_template_cache_misses_total",
        "confd_template_stat_cache_hits_total",
        "confd_templates_loaded",
        "confd_watched_keys",
        "confd_batch_process_total",
        "confd_batch_process_failed_total",
        "confd_batch_templates_succeeded_total",
        "confd_batch_templates_failed_total",
        "confd_file_changed_total",
        "confd_stage_file_cleanup_errors_total",
    };
}
