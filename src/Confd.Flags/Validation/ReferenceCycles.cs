namespace Confd.Flags.Validation;

/// <summary>Finds the items of a set that refer to themselves, directly or indirectly. Each reference is followed once, however long the
/// chains are: Tarjan's strongly connected components.</summary>
internal sealed class ReferenceCycles
{
    private readonly Func<string, IEnumerable<string>> _next;
    private readonly Dictionary<string, int> _order = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _earliest = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _components = new(StringComparer.Ordinal);
    private readonly Stack<string> _open = new();

    /// <summary>Follows all references.</summary>
    /// <param name="keys">The items.</param>
    /// <param name="next">Returns the references of an item; empty for one that is not in the set.</param>
    public ReferenceCycles(IEnumerable<string> keys, Func<string, IEnumerable<string>> next)
    {
        _next = next;
        foreach (var key in keys.Where(key => !_order.ContainsKey(key)))
        {
            Follow(key);
        }
    }

    /// <summary>Whether each of two items leads to the other.</summary>
    public bool AreInOneCycle(string key, string other) => _components[key] == _components[other];

    /// <summary>Whether an item leads back to itself.</summary>
    public bool IsInCycle(string key) => _next(key).Any(other => AreInOneCycle(key, other));

    private void Follow(string first)
    {
        var path = new Stack<(string Key, IEnumerator<string> Next)>();
        Enter(first);
        while (path.TryPeek(out var step))
        {
            if (!step.Next.MoveNext())
            {
                Leave();
            }
            else if (!_order.TryGetValue(step.Next.Current, out var order))
            {
                Enter(step.Next.Current);
            }
            else if (!_components.ContainsKey(step.Next.Current))
            {
                LeadsTo(step.Key, order);
            }
        }

        void Enter(string key)
        {
            _order[key] = _earliest[key] = _order.Count;
            _open.Push(key);
            path.Push((key, _next(key).GetEnumerator()));
        }

        void Leave()
        {
            var (key, next) = path.Pop();
            next.Dispose();
            if (path.TryPeek(out var before))
            {
                LeadsTo(before.Key, _earliest[key]);
            }

            if (_earliest[key] == _order[key])
            {
                Close(key);
            }
        }
    }

    private void LeadsTo(string key, int order) => _earliest[key] = Math.Min(_earliest[key], order);

    // All open items after one that leads to no earlier item are its component.
    private void Close(string key)
    {
        string member;
        do
        {
            member = _open.Pop();
            _components[member] = _order[key];
        }
        while (member != key);
    }
}
