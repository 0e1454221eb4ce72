using System.Collections.Concurrent;
using Confd.GoRegex;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates;

/// <summary>Compiled patterns by their text. Safe to share between threads; limited by their memory, since a template may compute patterns,
/// or read them from keys.</summary>
/// <param name="capacity">The limit for all patterns together, in bytes.</param>
internal sealed class RegexCache(long capacity = RegexCache.DefaultCapacity)
{
    /// <summary>Enough for about ten thousand patterns of a usual size.</summary>
    public const long DefaultCapacity = 32 << 20;

    // The overhead of a pattern: the objects, and its entry in the table.
    private const int EntryBytes = 256;

    // One pattern must not replace nearly all others.
    private readonly long _maxPerOne = capacity / 4;

    private readonly ConcurrentDictionary<ByteString, Regexp> _patterns = new();
    private readonly Lock _lock = new();

    /// <summary>The approximate memory of the cached patterns, in bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>Returns the compiled pattern; one that is too large is compiled each time, and not cached.</summary>
    /// <exception cref="RegexSyntaxException">The pattern is invalid.</exception>
    /// <exception cref="OperationCanceledException">The compilation was cancelled.</exception>
    public Regexp Get(ByteString pattern, CancellationToken cancellationToken)
    {
        if (_patterns.TryGetValue(pattern, out var known))
        {
            return known;
        }

        var compiled = Regexp.Parse(pattern.Span, cancellationToken);
        var bytes = EntryBytes + pattern.Length + compiled.Bytes;
        return bytes > _maxPerOne ? compiled : Keep(pattern, compiled, bytes);
    }

    private Regexp Keep(ByteString pattern, Regexp compiled, long bytes)
    {
        lock (_lock)
        {
            if (_patterns.TryGetValue(pattern, out var known))
            {
                return known;
            }

            if (Bytes + bytes > capacity)
            {
                _patterns.Clear();
                Bytes = 0;
            }

            // A copy: it may be a part of a much longer text.
            _patterns[new ByteString(pattern.Span.ToArray())] = compiled;
            Bytes += bytes;
            return compiled;
        }
    }
}
