using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Confd.Engine.Posix;
using Confd.GoTemplate;

namespace Confd.Engine.Templates;

/// <summary>Parsed templates by path, each valid as long as its path leads to the same unchanged file. Safe to share between
/// threads.</summary>
internal sealed class TemplateCache(TemplateRendererOptions options)
{
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private long _hits;
    private long _misses;
    private long _statHits;

    public TemplateCacheCounts Counts => new(Interlocked.Read(ref _hits), Interlocked.Read(ref _misses), Interlocked.Read(ref _statHits));

    /// <summary>Returns the parsed template of a file.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="isHit">True where it did not have to be read; null where the cache is off.</param>
    /// <exception cref="TemplateFileException">The file cannot be read; the message says why as Go does.</exception>
    /// <exception cref="TemplateException">The file is not a valid template.</exception>
    public Template Get(string path, out bool? isHit)
    {
        if (!options.IsCacheEnabled)
        {
            isHit = null;
            return Parse(path, TemplateFile.Read(path));
        }

        if (TryGet(path, out var template))
        {
            Interlocked.Increment(ref _hits);
            isHit = true;
            return template;
        }

        Interlocked.Increment(ref _misses);
        isHit = false;

        // The identity is read first: a file that changes in between is parsed again the next time, never missed.
        var identity = TemplateFile.Identify(path);
        var text = TemplateFile.Read(path);
        template = Parse(path, text);
        _entries[path] = new Entry(template, identity, FreshText(identity, text), options.Clock.GetTimestamp());
        return template;
    }

    /// <summary>Removes everything, for a reload.</summary>
    public void Clear() => _entries.Clear();

    private bool TryGet(string path, [NotNullWhen(true)] out Template? template)
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

        // A removed file has no identity, so it is not a hit and reading it reports the error.
        var identity = TemplateFile.Identify(path);
        if (identity is null || identity != entry.Identity || (
            entry.FreshText is { } text && !TemplateFile.Read(path).AsSpan().SequenceEqual(text)))
        {
            return false;
        }

        _entries[path] = entry with { FreshText = FreshText(identity, entry.FreshText), CheckedAt = options.Clock.GetTimestamp() };
        return true;
    }

    // The text is kept with the template as long as a change of the file might be undetected without it.
    private byte[]? FreshText(FileIdentity? identity, byte[]? text) => identity?.IsFresh(options.Clock.GetUtcNow()) == true ? text : null;

    private Template Parse(string path, byte[] text) =>
        Template.Parse(Path.GetFileName(path), text, options.Functions, options.Template);

    private sealed record Entry(Template Template, FileIdentity? Identity, byte[]? FreshText, long CheckedAt);
}
