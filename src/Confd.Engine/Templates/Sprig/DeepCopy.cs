using Confd.GoTemplate;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Sprig;

/// <summary>One copy of a value including all its elements (<c>mitchellh/copystructure</c>). A shared part is copied for each
/// use.</summary>
internal sealed class DeepCopy(RenderContext context)
{
    private long _elements;

    /// <summary>Copies a part at this depth.</summary>
    /// <exception cref="TemplateFunctionException">The value is too deep or has too many elements.</exception>
    public Value Copy(Value value, int depth)
    {
        context.Step();
        DeepValues.CheckDepth(depth);
        return value.Kind switch
        {
            GoKind.Slice => Value.FromSlice(Copy(value.AsSlice(), depth)),
            GoKind.Map => Value.FromMap(Copy(value.AsMap(), depth)),
            _ => value,
        };
    }

    private GoSlice Copy(GoSlice list, int depth)
    {
        if (list.IsNil)
        {
            return list;
        }

        Count(list.Length);
        var elements = list.Span.ToArray();
        for (var index = 0; index < elements.Length; index++)
        {
            elements[index] = Copy(elements[index], depth + 1);
        }

        return GoSlice.Over(list.Type, elements);
    }

    private GoMap Copy(GoMap map, int depth)
    {
        Count(map.Count);
        var copy = map.IsNil ? GoMap.NilOf(map.Type) : new GoMap(map.Type);
        foreach (var key in map.SortedKeys)
        {
            map.TryGetValue(key, out var value);
            copy.Set(key, Copy(value, depth + 1));
        }

        return copy;
    }

    private void Count(int elements)
    {
        _elements += elements + RenderContext.ElementsPerContainer;
        context.CheckCount(_elements);
    }
}
