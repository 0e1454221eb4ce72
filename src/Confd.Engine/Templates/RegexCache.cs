using System.Collections.Concurrent;
using Confd.GoRegex;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates;

/// <summary>Compiled patterns by their text. Shared by threads; bounded by what they hold in memory, since a template may make up patterns
/// as it goes, or take them from keys.</summary>
/// <param name="capacity">Bytes that all patterns together may hold.</param>
internal sealed class RegexCache(long capacity = RegexCache.UsualCapacity)
{
    /// <summary>As many as ten thousand patterns of a usual size.</summary>
    public const long UsualCapacity = 32 << 20;

    // What a pattern costs beside itself: the objects, and its place in the table.
    private const int EntryBytes = 256;

    // No pattern may take the place of nearly all others.
    private readonly long _mostOfOne = capacity / 4;

    private readonly ConcurrentDictionary<ByteString, Regexp> _patterns = new();
    private readonly Lock _lock = new();

    /// <summary>What the patterns that are kept hold, about.</summary>
    public long Bytes { get; private set; }

    /// <summary>The compiled pattern; one that is too heavy is compiled each time, and not kept.</summary>
    /// <exception cref="RegexSyntaxException">The pattern is none.</exception>
    /// <exception cref="OperationCanceledException">The compiling was stopped.</exception>
    public Regexp Get(ByteString pattern, CancellationToken cancellationToken)
    {
        if (_patterns.TryGetValue(pattern, out var known))
        {
            return known;
        }

        var compiled = Regexp.Parse(pattern.Span, cancellationToken);
        var bytes = EntryBytes + pattern.Length + compiled.Bytes;
        return bytes > _mostOfOne ? compiled : Keep(pattern, compiled, bytes);
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

            // A copy: it may be a piece of a much longer text.
            _patterns[new ByteString(pattern.Span.ToArray())] = compiled;
            Bytes += bytes;
            return compiled;
        }
    }
}
