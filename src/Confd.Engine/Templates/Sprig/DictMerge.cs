using Confd.GoTemplate;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Sprig;

/// <summary>Merges dictionaries into the first one, including nested ones, as <c>dario.cat/mergo</c> 1.0.1 does.</summary>
internal sealed class DictMerge
{
    private readonly bool _overwrites;

    private DictMerge(bool overwrites) => _overwrites = overwrites;

    /// <summary>Values of the first are kept, unless they are empty.</summary>
    public static DictMerge KeepFirst { get; } = new(overwrites: false);

    /// <summary>Values of the last override the others, even empty values.</summary>
    public static DictMerge Overwrite { get; } = new(overwrites: true);

    /// <summary>Merges all into the first, which is modified; a nil one is replaced by a new one.</summary>
    /// <param name="context">The run.</param>
    /// <param name="maps">At least one dictionary.</param>
    /// <param name="isQuiet">Whether incompatible values yield an empty text and not an error.</param>
    /// <exception cref="TemplateFunctionException">With mergo's message, or that of Go's panic in it.</exception>
    public Value All(RenderContext context, ReadOnlySpan<Value> maps, bool isQuiet)
    {
        var target = maps[0].AsMap();
        foreach (var source in maps[1..])
        {
            target = target.IsNil && !source.AsMap().IsNil ? new GoMap(target.Type) : target;
            if (!TryMerge(context, target, source.AsMap(), 0))
            {
                return isQuiet
                    ? Value.FromString(ByteString.Empty)
                    : throw new TemplateFunctionException("src and dst must be of same type");
            }
        }

        return Value.FromMap(target);
    }

    // False where two values are incompatible; what was merged before them remains.
    private bool TryMerge(RenderContext context, GoMap target, GoMap source, int depth)
    {
        DeepValues.CheckDepth(depth);
        foreach (var key in source.SortedKeys.ToArray())
        {
            context.Step();
            source.TryGetValue(key, out var theirs);
            var isThere = target.TryGetValue(key, out var mine);
            if (theirs.IsNilOrInvalid)
            {
                if (_overwrites)
                {
                    Set(target, key, Value.Nil, source.Type.Element!);
                }

                continue;
            }

            CheckText(target, isThere, theirs);
            if (!TryMeet(context, mine, theirs, depth))
            {
                return false;
            }

            // Two dictionaries have been merged in place; a nil one cannot receive anything.
            var isMerged = mine.Kind == GoKind.Map && theirs.Kind == GoKind.Map && mine.AsMap().Count > 0;
            if (!isMerged && (_overwrites || !isThere || IsEmpty(mine)))
            {
                Set(target, key, theirs, theirs.Kind == GoKind.Slice ? theirs.Type : source.Type.Element!);
            }
        }

        return true;
    }

    // Lists are checked for nil, whatever the other value is.
    private static void CheckText(GoMap target, bool isThere, Value theirs)
    {
        if (isThere && theirs.Kind == GoKind.Slice && ReferenceEquals(target.Type.Element, GoType.String))
        {
            throw new TemplateFunctionException("reflect: call of reflect.Value.IsNil on string Value");
        }
    }

    // Dictionaries are merged; a value with fields is examined as if the other one had them too.
    private bool TryMeet(RenderContext context, Value mine, Value theirs, int depth)
    {
        if (theirs.Kind is not (GoKind.Map or GoKind.Struct or GoKind.Pointer))
        {
            return true;
        }

        switch (mine.Kind)
        {
            case GoKind.Map when theirs.Kind == GoKind.Map && !mine.AsMap().IsNil:
                return TryMerge(context, mine.AsMap(), theirs.AsMap(), depth + 1);
            case GoKind.Struct when theirs.Kind != GoKind.Struct && mine.Type.Fields.Any(field => field.IsExported):
                throw new TemplateFunctionException($"reflect: call of reflect.Value.Field on {SprigReflection.KindOf(theirs)} Value");
            case GoKind.Pointer when theirs.Kind != GoKind.Pointer && !mine.AsObject().IsNilPointer:
                return _overwrites || mine.Type.Element!.IsIdenticalTo(theirs.Type);
            default:
                return true;
        }
    }

    // The type is that of the variable from which the value comes.
    private static void Set(GoMap target, ByteString key, Value value, GoType type)
    {
        var element = target.Type.Element!;
        if (!ReferenceEquals(element, GoType.Any) && !type.IsAssignableTo(element))
        {
            throw new TemplateFunctionException(
                $"reflect.Value.SetMapIndex: value of type {type} is not assignable to type {element}");
        }

        target.Set(key, value);
    }

    // Empty as in mergo: a struct never is.
    private static bool IsEmpty(Value value) => value.Kind != GoKind.Struct && SprigFlow.IsEmpty(value);
}
