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
    public static bool AreEqual(Value left, Value right) => AreEqual(left, right, 0);

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

    private static bool AreEqual(Value left, Value right, int depth)
    {
        if (left.IsNilOrInvalid || right.IsNilOrInvalid)
        {
            return left.IsNilOrInvalid && right.IsNilOrInvalid;
        }

        CheckDepth(depth);
        return left.Kind == right.Kind && left.Type.IsIdenticalTo(right.Type) && left.Kind switch
        {
            GoKind.Slice => AreEqual(left.AsSlice(), right.AsSlice(), depth),
            GoKind.Map => AreEqual(left.AsMap(), right.AsMap(), depth),
            GoKind.Func => false,
            GoKind.Pointer => left.AsObject().IsEqualTo(right.AsObject()) || HaveEqualFields(left.AsObject(), right.AsObject(), depth),
            GoKind.Struct => left.AsObject().IsEqualTo(right.AsObject()),
            _ => ValueEquality.AreIdentical(left, right),
        };
    }

    private static bool AreEqual(GoSlice left, GoSlice right, int depth)
    {
        if (left.IsNil != right.IsNil || left.Length != right.Length)
        {
            return false;
        }

        for (var index = 0; index < left.Length; index++)
        {
            if (!AreEqual(left[index], right[index], depth + 1))
            {
                return false;
            }
        }

        return true;
    }

    private static bool AreEqual(GoMap left, GoMap right, int depth)
    {
        if (ReferenceEquals(left, right))
        {
            return true;
        }

        if (left.IsNil != right.IsNil || left.Count != right.Count)
        {
            return false;
        }

        foreach (var key in left.SortedKeys.ToArray())
        {
            left.TryGetValue(key, out var mine);
            if (!right.TryGetValue(key, out var theirs) || !AreEqual(mine, theirs, depth + 1))
            {
                return false;
            }
        }

        return true;
    }

    private static bool HaveEqualFields(GoObject left, GoObject right, int depth)
    {
        var fields = left.Type.Element!.Fields;
        if (left.IsNilPointer || right.IsNilPointer || fields.IsEmpty)
        {
            return false;
        }

        for (var index = 0; index < fields.Length; index++)
        {
            if (!AreEqual(left.Field(index), right.Field(index), depth + 1))
            {
                return false;
            }
        }

        return true;
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
