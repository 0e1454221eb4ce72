using Confd.Engine.Templates.Functions;
using Confd.GoTemplate;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Sprig;

/// <summary>Lists of any element type. Each function has a twin whose name begins with <c>must</c>; both fail with the same message, as
/// templates report a panic and an error alike.</summary>
internal static class SprigLists
{
    public static IEnumerable<GoFunction> All => [.. Makers, .. Ends, .. Chosen, .. Cuts];

    private static IEnumerable<GoFunction> Makers =>
    [
        GoFunction.CreateVariadic("list", [GoType.Any], GoType.AnySlice, (_, arguments) => List(arguments)),
        GoFunction.CreateVariadic("tuple", [GoType.Any], GoType.AnySlice, (_, arguments) => List(arguments)),
        GoFunction.CreateVariadic("concat", [GoType.Any], GoType.Any, (context, arguments) => Concatenate(context, arguments)),
        GoFunction.Create("sortAlpha", [GoType.Any], GoType.StringSlice, (context, arguments) => SortAlpha(context, arguments[0])),
        .. Twins("append", "mustAppend", [GoType.Any, GoType.Any], GoType.AnySlice, (_, arguments) => Push(arguments[0], arguments[1])),
        .. Twins("push", "mustPush", [GoType.Any, GoType.Any], GoType.AnySlice, (_, arguments) => Push(arguments[0], arguments[1])),
        .. Twins(
            "prepend", "mustPrepend", [GoType.Any, GoType.Any], GoType.AnySlice, (_, arguments) => Prepend(arguments[0], arguments[1])),
    ];

    private static IEnumerable<GoFunction> Ends =>
    [
        .. Twins("first", "mustFirst", [GoType.Any], GoType.Any, (_, arguments) =>
            Require(arguments[0], "find first on") is { Length: > 0 } list ? SprigTypes.Element(list[0]) : Value.Nil),
        .. Twins("last", "mustLast", [GoType.Any], GoType.Any, (_, arguments) =>
            Require(arguments[0], "find last on") is { Length: > 0 } list ? SprigTypes.Element(list[list.Length - 1]) : Value.Nil),
        .. Twins("rest", "mustRest", [GoType.Any], GoType.AnySlice, (_, arguments) =>
            Require(arguments[0], "find rest on") is { Length: > 0 } list ? List(Elements(list).AsSpan(1)) : SprigTypes.NilList),
        .. Twins("initial", "mustInitial", [GoType.Any], GoType.AnySlice, (_, arguments) =>
            Require(arguments[0], "find initial on") is { Length: > 0 } list
                ? List(Elements(list).AsSpan(0, list.Length - 1)) : SprigTypes.NilList),
        .. Twins("reverse", "mustReverse", [GoType.Any], GoType.AnySlice, (_, arguments) =>
            List([.. Elements(Require(arguments[0], "find reverse on")).Reverse()])),
    ];

    private static IEnumerable<GoFunction> Chosen =>
    [
        .. Twins("compact", "mustCompact", [GoType.Any], GoType.AnySlice, (_, arguments) =>
            Appended(Elements(Require(arguments[0], "compact on")).Where(element => !SprigFlow.IsEmpty(element)))),
        .. Twins("uniq", "mustUniq", [GoType.Any], GoType.AnySlice, (context, arguments) =>
            Unique(context, Elements(Require(arguments[0], "find uniq on")))),
        .. Twins("has", "mustHas", [GoType.Any, GoType.Any], GoType.Bool, (context, arguments) =>
            Has(context, arguments[0], arguments[1])),
        VariadicTwin("without", Without),
        VariadicTwin("mustWithout", Without),
    ];

    private static IEnumerable<GoFunction> Cuts =>
    [
        GoFunction.CreateVariadic("slice", [GoType.Any, GoType.Any], GoType.Any, (_, arguments) => Slice(arguments)),
        GoFunction.CreateVariadic("mustSlice", [GoType.Any, GoType.Any], GoType.Any, (_, arguments) => Slice(arguments)),
        .. Twins("chunk", "mustChunk", [GoType.Int, GoType.Any], SprigTypes.ListOfLists, (context, arguments) =>
            Chunk(context, arguments[0].AsInt(), arguments[1])),
    ];

    private static GoFunction[] Twins(
        string name, string must, System.Collections.Immutable.ImmutableArray<GoType> parameters, GoType result, GoFunctionBody body) =>
        [GoFunction.Create(name, parameters, result, body), GoFunction.Create(must, parameters, result, body)];

    private static GoFunction VariadicTwin(string name, GoFunctionBody body) =>
        GoFunction.CreateVariadic(name, [GoType.Any, GoType.Any], GoType.AnySlice, body);

    private static Value List(ReadOnlySpan<Value> elements) => Value.FromSlice(GoSlice.Over(GoType.AnySlice, elements.ToArray()));

    private static Value Appended(IEnumerable<Value> elements) =>
        Value.FromSlice(GoSlice.FromAppended(GoType.AnySlice, elements.ToArray()));

    private static Value[] Elements(GoSlice list)
    {
        var elements = new Value[list.Length];
        for (var index = 0; index < elements.Length; index++)
        {
            elements[index] = SprigTypes.Element(list[index]);
        }

        return elements;
    }

    // `what` is the middle of Go's message: "Cannot find first on type string".
    private static GoSlice Require(Value value, string what) => value.Kind switch
    {
        GoKind.Slice => value.AsSlice(),
        GoKind.Invalid or GoKind.Nil => throw GoPanic.NilPointer(),
        _ => throw new TemplateFunctionException($"Cannot {what} type {SprigReflection.KindOf(value)}"),
    };

    private static Value Push(Value list, Value element) =>
        Value.FromSlice(GoSlice.Over(GoType.AnySlice, Elements(Require(list, "push on"))).Append(element));

    private static Value Prepend(Value list, Value element) =>
        Value.FromSlice(GoSlice.Over(GoType.AnySlice, [element]).Append(Elements(Require(list, "prepend on"))));

    // Counted before anything is allocated: lists that exceed the limit together cost no memory.
    private static Value Concatenate(RenderContext context, ReadOnlySpan<Value> lists)
    {
        var count = 0L;
        var slices = new GoSlice[lists.Length];
        for (var index = 0; index < slices.Length; index++)
        {
            slices[index] = lists[index].Kind switch
            {
                GoKind.Slice => lists[index].AsSlice(),
                GoKind.Invalid or GoKind.Nil => throw GoPanic.NilPointer(),
                _ => throw new TemplateFunctionException($"Cannot concat type {SprigReflection.KindOf(lists[index])} as list"),
            };
            context.CheckCount(count += slices[index].Length);
        }

        if (count == 0)
        {
            return Value.FromSlice(GoSlice.NilOf(GoType.AnySlice));
        }

        var (slice, next) = (0, 0);
        return Value.FromSlice(GoSlice.FromAppended(GoType.AnySlice, (int)count, _ =>
        {
            context.Step();
            while (next == slices[slice].Length)
            {
                (slice, next) = (slice + 1, 0);
            }

            return SprigTypes.Element(slices[slice][next++]);
        }));
    }

    // A list of strings is sorted in place, which is visible in other variables of the same list.
    private static Value SortAlpha(RenderContext context, Value value)
    {
        if (value.Kind != GoKind.Slice)
        {
            return Value.FromSlice(GoSlice.OfStrings([Casting.ToText(context, value)]));
        }

        var texts = Casting.ToTexts(context, value).As(GoType.StringSlice);
        GoSort.Sort(texts.Span, (left, right) =>
        {
            context.Step();
            return left.AsString() < right.AsString();
        });
        return Value.FromSlice(texts);
    }

    private static Value Unique(RenderContext context, Value[] elements)
    {
        var kept = new List<Value>();
        foreach (var element in elements)
        {
            if (!Contains(context, kept, element))
            {
                kept.Add(element);
            }
        }

        return Appended(kept);
    }

    private static bool Contains(RenderContext context, IEnumerable<Value> list, Value element)
    {
        foreach (var one in list)
        {
            if (DeepValues.AreEqual(context, element, one))
            {
                return true;
            }
        }

        return false;
    }

    private static Value Has(RenderContext context, Value needle, Value list) => Value.FromBool(
        !list.IsNilOrInvalid && Contains(context, Elements(Require(list, "find has on")), needle));

    private static Value Without(RenderContext context, ReadOnlySpan<Value> arguments)
    {
        var omitted = arguments[1..].ToArray();
        return Appended(Elements(Require(arguments[0], "find without on")).Where(element => !Contains(context, omitted, element)));
    }

    private static Value Slice(ReadOnlySpan<Value> arguments)
    {
        var value = arguments[0];
        if (value.IsNilOrInvalid)
        {
            throw GoPanic.NilPointer();
        }

        if (value.Kind != GoKind.Slice)
        {
            throw new TemplateFunctionException($"list should be type of slice or array but {SprigReflection.KindOf(value)}");
        }

        var list = value.AsSlice();
        if (list.Length == 0)
        {
            return Value.Nil;
        }

        var start = arguments.Length > 1 ? Casting.ToInt(arguments[1]) : 0;
        var end = arguments.Length > 2 ? Casting.ToInt(arguments[2]) : list.Length;
        return start >= 0 && start <= end && end <= list.Capacity
            ? Value.FromSlice(list.Slice((int)start, (int)end, list.Capacity))
            : throw new TemplateFunctionException("reflect.Value.Slice: slice index out of bounds");
    }

    // Go computes the number of lists in floats, which determines its messages for sizes of 0 and below.
    private static Value Chunk(RenderContext context, long size, Value value)
    {
        var list = Elements(Require(value, "chunk"));
        size = list.Length == 1 && size < -1 ? 1 : size;
        var count = Casting.Truncate(Math.Floor((double)(list.Length - 1) / size) + 1);
        if (count < 0 || (count > 0 && size < 0))
        {
            throw GoPanic.BadLength();
        }

        context.CheckCount(list.Length + (count * RenderContext.ElementsPerContainer));
        var lists = new Value[count];
        for (var index = 0; index < lists.Length; index++)
        {
            var start = index * (int)Math.Min(size, list.Length);
            lists[index] = List(list.AsSpan(start, (int)Math.Min(size, list.Length - start)));
        }

        return Value.FromSlice(GoSlice.Over(SprigTypes.ListOfLists, lists));
    }
}
