using Confd.GoTemplate;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Sprig;

/// <summary>Merges dictionaries into the first one, with those inside them, as <c>dario.cat/mergo</c> 1.0.1 does.</summary>
internal sealed class DictMerge
{
    private readonly bool _overwrites;

    private DictMerge(bool overwrites) => _overwrites = overwrites;

    /// <summary>What the first has stays, unless it is empty.</summary>
    public static DictMerge KeepFirst { get; } = new(overwrites: false);

    /// <summary>The last one wins, also with empty values.</summary>
    public static DictMerge Overwrite { get; } = new(overwrites: true);

    /// <summary>Merges all into the first, which changes; a nil one becomes a new one.</summary>
    public Value All(ReadOnlySpan<Value> maps)
    {
        var target = maps[0].AsMap();
        foreach (var source in maps[1..])
        {
            target = target.IsNil && !source.AsMap().IsNil ? new GoMap(target.Type) : target;
            Merge(target, source.AsMap(), 0);
        }

        return Value.FromMap(target);
    }

    private void Merge(GoMap target, GoMap source, int depth)
    {
        DeepValues.CheckDepth(depth);
        foreach (var key in source.SortedKeys.ToArray())
        {
            source.TryGetValue(key, out var theirs);
            var isThere = target.TryGetValue(key, out var mine);
            if (theirs.IsNilOrInvalid)
            {
                if (_overwrites)
                {
                    Set(target, key, Value.Nil);
                }
            }
            else if (!MergeInside(mine, theirs, depth) && (_overwrites || !isThere || IsEmpty(mine)))
            {
                Set(target, key, theirs);
            }
        }
    }

    // Two dictionaries become one in place; a nil one cannot take anything.
    private bool MergeInside(Value mine, Value theirs, int depth)
    {
        if (mine.Kind != GoKind.Map || theirs.Kind != GoKind.Map || mine.AsMap().IsNil)
        {
            return false;
        }

        Merge(mine.AsMap(), theirs.AsMap(), depth + 1);
        return mine.AsMap().Count > 0;
    }

    private static void Set(GoMap target, ByteString key, Value value)
    {
        var element = target.Type.Element!;
        if (!ReferenceEquals(element, GoType.Any) && !value.Type.IsAssignableTo(element))
        {
            throw new TemplateFunctionException(
                $"reflect.Value.SetMapIndex: value of type interface {{}} is not assignable to type {element}");
        }

        target.Set(key, value);
    }

    // Empty as mergo has it: no struct is.
    private static bool IsEmpty(Value value) => value.Kind != GoKind.Struct && SprigFlow.IsEmpty(value);
}
