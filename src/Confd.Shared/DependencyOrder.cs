namespace Confd.Shared;

/// <summary>Orders items so that each comes after those that it needs.</summary>
internal static class DependencyOrder
{
    /// <summary>Returns all items reached, each once and after all that it needs; a cycle is broken where it is first met.</summary>
    /// <remarks>Uses a stack of its own: a long chain in a user's file must not overflow the thread's.</remarks>
    /// <param name="all">Where to begin, in this order.</param>
    /// <param name="needs">Returns what an item needs directly; called once for each.</param>
    public static IEnumerable<T> Of<T>(IEnumerable<T> all, Func<T, IEnumerable<T>> needs)
        where T : notnull
    {
        var seen = new HashSet<T>();
        var path = new Stack<(T One, IEnumerator<T> Needs)>();
        foreach (var start in all.Where(seen.Add))
        {
            path.Push((start, needs(start).GetEnumerator()));
            while (path.TryPeek(out var top))
            {
                if (!top.Needs.MoveNext())
                {
                    top.Needs.Dispose();
                    path.Pop();
                    yield return top.One;
                }
                else if (seen.Add(top.Needs.Current))
                {
                    path.Push((top.Needs.Current, needs(top.Needs.Current).GetEnumerator()));
                }
            }
        }
    }
}
