using System.Collections.Concurrent;
using Confd.GoTemplate;

namespace Confd.Engine.Rendering;

/// <summary>Parsed templates by path, each valid as long as its file keeps its modification time. Shared by threads.</summary>
internal sealed class TemplateCache(TemplateRendererOptions options)
{
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private long _hits;
    private long _misses;
    private long _statHits;

    public TemplateCacheCounts Counts => new(Interlocked.Read(ref _hits), Interlocked.Read(ref _misses), Interlocked.Read(ref _statHits));

    /// <summary>The parsed template of a file.</summary>
    /// <param name="path">Where the file is.</param>
    /// <param name="isHit">True where it did not have to be read; null where the cache is off.</param>
    /// <exception cref="TemplateFileException">The file cannot be read; the message says why as Go does.</exception>
    /// <exception cref="TemplateException">The file is no template.</exception>
    public Template Get(string path, out bool? isHit)
    {
        if (!options.IsCacheEnabled)
        {
            isHit = null;
            return Parse(path);
        }

        if (TryGet(path, out var template))
        {
            Interlocked.Increment(ref _hits);
            isHit = true;
            return template;
        }

        Interlocked.Increment(ref _misses);
        isHit = false;

        // The time is read first: a file that changes in between is parsed again the next time, never missed.
        var modified = TemplateFile.ModifiedAt(path);
        template = Parse(path);
        _entries[path] = new Entry(template, modified, options.Clock.GetTimestamp());
        return template;
    }

    /// <summary>Forgets everything: what a reload does.</summary>
    public void Clear() => _entries.Clear();

    private bool TryGet(string path, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Template? template)
    {
        template = null;
        if (!_entries.TryGetValue(path, out var entry))
        {
            return false;
        }

        template = entry.Template;
        if (options.StatCacheTtl > TimeSpan.Zero && options.Clock.GetElapsedTime(entry.CheckedAt) < options.StatCacheTtl)
        {
            Interlocked.Increment(ref _statHits);
            return true;
        }

        // A file that is gone answers a time of its own, so it is no hit and reading it reports the error.
        if (TemplateFile.ModifiedAt(path) != entry.Modified)
        {
            return false;
        }

        _entries[path] = entry with { CheckedAt = options.Clock.GetTimestamp() };
        return true;
    }

    private Template Parse(string path) =>
        Template.Parse(Path.GetFileName(path), TemplateFile.Read(path), options.Functions, options.Template);

    private sealed record Entry(Template Template, DateTime Modified, long CheckedAt);
}
