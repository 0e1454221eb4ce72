namespace Confd.Engine.Templates;

/// <summary>The counts of a renderer's cache since its creation; the source of confd's <c>confd_template_cache_*</c> counters.</summary>
/// <param name="Hits">Templates taken from the cache.</param>
/// <param name="Misses">Templates that had to be read and parsed, while the cache is enabled.</param>
/// <param name="StatHits">Hits for which the time of the file was not even checked.</param>
internal readonly record struct TemplateCacheCounts(long Hits, long Misses, long StatHits);
