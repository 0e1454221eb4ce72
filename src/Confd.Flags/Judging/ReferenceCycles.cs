namespace Confd.Flags.Judging;

/// <summary>Which items of a set lead back to themselves by what they refer to. Each reference is followed once, however long the chains
/// are: Tarjan's strongly connected components.</summary>
internal sealed class ReferenceCycles
{
    private readonly Func<string, IEnumerable<string>> _next;
    private readonly Dictionary<string, int> _order = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _earliest = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _components = new(StringComparer.Ordinal);
    private readonly Stack<string> _open = new();

    /// <summary>Follows all references.</summary>
    /// <param name="keys">The items.</param>
    /// <param name="next">What an item refers to; nothing for one that the set does not have.</param>
    public ReferenceCycles(IEnumerable<string> keys, Func<string, IEnumerable<string>> next)
    {
        _next = next;
        foreach (var key in keys.Where(key => !_order.ContainsKey(key)))
        {
            Follow(key);
        }
    }

    /// <summary>Whether one gets from each of two items to the other.</summary>
    public bool AreOnOne(string key, string other) => _components[key] == _components[other];

    /// <summary>Whether one gets from an item back to it.</summary>
    public bool IsOnOne(string key) => _next(key).Any(other => AreOnOne(key, other));

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

    // What is open behind an item that leads to none before it is a component.
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
