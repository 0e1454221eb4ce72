using Confd.Engine.Documents;
using Confd.Engine.Flags;
using Confd.GoTemplate;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Functions;

/// <summary>Feature flags in templates: <c>flag "key" [default]</c> and <c>flagDetail "key" [default]</c>.</summary>
internal static class FlagFunctions
{
    // Beyond it a double cannot distinguish integers.
    private const double MaxExactInteger = 1L << 53;

    public static IEnumerable<GoFunction> All =>
    [
        GoFunction.CreateVariadic("flag", [GoType.String, GoType.Any], GoType.Any, (context, arguments) =>
            ServedOrDefault(context, Evaluate(context, arguments), arguments)),
        GoFunction.CreateVariadic("flagDetail", [GoType.String, GoType.Any], GoType.AnyMap, (context, arguments) =>
            Describe(Evaluate(context, arguments), arguments)),
    ];

    private static FlagAnswer Evaluate(RenderContext context, ReadOnlySpan<Value> arguments)
    {
        if (arguments.Length > 2)
        {
            throw new TemplateFunctionException("one default at most can be given for a flag");
        }

        var lookup = context.GetState<RenderRun>().Flags
            ?? throw new TemplateFunctionException("the resource has no [flags] table, which names the source of flags and the context");
        var key = arguments[0].AsString();
        var answer = lookup(key.ToString());
        return answer.Unreadable is null
            ? answer
            : throw new TemplateFunctionException(
                $"flag {context.GetState<RenderRun>().Names.Plain(key)} cannot be evaluated: {answer.Unreadable} is stored in a form that "
                + "cannot be read");
    }

    private static Value ServedOrDefault(RenderContext context, FlagAnswer answer, ReadOnlySpan<Value> arguments)
    {
        if (answer.VariationIndex is not null)
        {
            return ToValue(answer.ValueJson);
        }

        return arguments.Length > 1
            ? arguments[1]
            : throw new TemplateFunctionException(
                $"flag {context.GetState<RenderRun>().Names.Plain(arguments[0].AsString())} "
                + $"serves no value and has no default: {answer.Reason}");
    }

    private static Value Describe(FlagAnswer answer, ReadOnlySpan<Value> arguments)
    {
        var detail = new GoMap(GoType.AnyMap);
        var isServed = answer.VariationIndex is not null;
        detail.Set(ByteString.FromString("value"), isServed ? ToValue(answer.ValueJson) : arguments.Length > 1 ? arguments[1] : Value.Nil);
        detail.Set(ByteString.FromString("variationIndex"), answer.VariationIndex is { } index ? Value.FromInt(index) : Value.Nil);
        detail.Set(ByteString.FromString("reason"), ToValue(answer.ReasonJson));
        return Value.FromMap(detail);
    }

    private static Value ToValue(ReadOnlyMemory<byte> json) => WithIntegers(JsonReader.ReadAny(new ByteString(json), keepsIntegers: true));

    // A limit of 1000000 has to be printed as that and compare with 1000000: integers stay integers here, not Go's floats of JSON.
    private static Value WithIntegers(Value value)
    {
        switch (value.Kind)
        {
            case GoKind.Int64:
                return Value.FromInt(value.AsInt());
            case GoKind.Float64 when Math.Floor(value.AsFloat()) == value.AsFloat() && Math.Abs(value.AsFloat()) <= MaxExactInteger:
                return Value.FromInt((long)value.AsFloat());
            case GoKind.Slice:
                foreach (ref var element in value.AsSlice().Span)
                {
                    element = WithIntegers(element);
                }

                return value;
            case GoKind.Map:
                var map = value.AsMap();
                foreach (var key in map.SortedKeys.ToArray())
                {
                    map.TryGetValue(key, out var element);
                    map.Set(key, WithIntegers(element));
                }

                return value;
            default:
                return value;
        }
    }
}
