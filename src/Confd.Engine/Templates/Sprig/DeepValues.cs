using Confd.GoTemplate;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Sprig;

/// <summary>Values with all that they hold: comparing (Go <c>reflect.DeepEqual</c>) and copying (<c>mitchellh/copystructure</c>).</summary>
internal static class DeepValues
{
    // `set` and `append` can make a value hold itself; deeper data has no use.
    private const int MaximumDepth = 1_000;

    /// <summary>True where types and all parts are the same: <c>int</c> and <c>int64</c> never are, nor a nil and an empty list, nor NaN
    /// and itself.</summary>
    public static bool AreEqual(Value left, Value right) => new DeepComparison().AreEqual(left, right, 0);

    /// <summary>A copy whose lists and maps are its own.</summary>
    public static Value Copy(Value value) => Copy(value, 0);

    /// <summary>Ends a walk through a value that holds itself.</summary>
    /// <exception cref="TemplateFunctionException">The walk is too deep.</exception>
    public static void CheckDepth(int depth)
    {
        if (depth > MaximumDepth)
        {
            throw new TemplateFunctionException($"a value nested more than {MaximumDepth} levels deep");
        }
    }

    private static Value Copy(Value value, int depth)
    {
        CheckDepth(depth);
        return value.Kind switch
        {
            GoKind.Slice => Value.FromSlice(Copy(value.AsSlice(), depth)),
            GoKind.Map => Value.FromMap(Copy(value.AsMap(), depth)),
            _ => value,
        };
    }

    private static GoSlice Copy(GoSlice list, int depth)
    {
        if (list.IsNil)
        {
            return list;
        }

        var elements = list.Span.ToArray();
        for (var index = 0; index < elements.Length; index++)
        {
            elements[index] = Copy(elements[index], depth + 1);
        }

        return GoSlice.Over(list.Type, elements);
    }

    private static GoMap Copy(GoMap map, int depth)
    {
        var copy = map.IsNil ? GoMap.NilOf(map.Type) : new GoMap(map.Type);
        foreach (var key in map.SortedKeys)
        {
            map.TryGetValue(key, out var value);
            copy.Set(key, Copy(value, depth + 1));
        }

        return copy;
    }
}
