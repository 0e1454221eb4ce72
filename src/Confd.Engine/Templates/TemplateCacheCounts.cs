namespace Confd.Engine.Templates;

/// <summary>What a renderer's cache did since it was made; the source of confd's <c>confd_template_cache_*</c> counters.</summary>
/// <param name="Hits">Templates taken from the cache.</param>
/// <param name="Misses">Templates that had to be read and parsed, while the cache is enabled.</param>
/// <param name="StatHits">Hits for which not even the file's time was looked at.</param>
internal readonly record struct TemplateCacheCounts(long Hits, long Misses, long StatHits);
