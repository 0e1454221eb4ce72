using Confd.Flags.Contexts;

namespace Confd.Flags.Events;

/// <summary>The most recently used contexts, up to a maximum number. Not thread-safe.</summary>
internal sealed class RecentContexts(int capacity)
{
    private readonly Dictionary<string, LinkedListNode<string>> _nodes = new(StringComparer.Ordinal);
    private readonly LinkedList<string> _keys = new();

    /// <summary>Adds a context.</summary>
    /// <returns>True if it is new.</returns>
    public bool Add(EvaluationContext context)
    {
        var key = context.FullyQualifiedKey;
        if (_nodes.TryGetValue(key, out var known))
        {
            _keys.Remove(known);
            _keys.AddLast(known);
            return false;
        }

        if (_nodes.Count == capacity)
        {
            _nodes.Remove(_keys.First!.Value);
            _keys.RemoveFirst();
        }

        _nodes.Add(key, _keys.AddLast(key));
        return true;
    }

    public void Clear()
    {
        _nodes.Clear();
        _keys.Clear();
    }
}
