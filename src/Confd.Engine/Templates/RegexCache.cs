using System.Collections.Concurrent;
using Confd.GoRegex;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates;

/// <summary>Compiled patterns by their text. Shared by threads; bounded, since a template may make up patterns as it goes.</summary>
internal sealed class RegexCache
{
    private const int MaximumEntries = 1_000;

    private readonly ConcurrentDictionary<ByteString, Regexp> _patterns = new();

    /// <summary>The compiled pattern.</summary>
    /// <exception cref="RegexSyntaxException">The pattern is none.</exception>
    /// <exception cref="OperationCanceledException">The compiling was stopped.</exception>
    public Regexp Get(ByteString pattern, CancellationToken cancellationToken)
    {
        if (_patterns.TryGetValue(pattern, out var known))
        {
            return known;
        }

        if (_patterns.Count >= MaximumEntries)
        {
            _patterns.Clear();
        }

        return _patterns.GetOrAdd(pattern, text => Regexp.Parse(text.Span, cancellationToken));
    }
}
