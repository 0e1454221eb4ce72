using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Sprig;

/// <summary>Numbers with a point, computed in decimal, so that <c>addf 0.1 0.2</c> is 0.3.</summary>
internal static class SprigFloats
{
    public static IEnumerable<GoFunction> All =>
    [
        GoFunction.Create("float64", [GoType.Any], GoType.Float64, (_, arguments) => Value.FromFloat(Casting.ToFloat(arguments[0]))),
        GoFunction.CreateVariadic("addf", [GoType.Any], GoType.Float64, (_, arguments) =>
            Fold(Value.FromInt(0), arguments, static (left, right) => left + right)),
        GoFunction.Create("add1f", [GoType.Any], GoType.Float64, (_, arguments) =>
            Fold(arguments[0], [Value.FromInt(1)], static (left, right) => left + right)),
        Many("subf", static (left, right) => left - right),
        Many("mulf", static (left, right) => left * right),
        Many("divf", DecimalNumber.Divide),
        Extreme("maxf", static (left, right) => double.IsPositiveInfinity(left) || double.IsPositiveInfinity(right)
            ? double.PositiveInfinity : Math.Max(left, right)),
        Extreme("minf", static (left, right) => double.IsNegativeInfinity(left) || double.IsNegativeInfinity(right)
            ? double.NegativeInfinity : Math.Min(left, right)),
        GoFunction.Create("floor", [GoType.Any], GoType.Float64, (_, arguments) =>
            Value.FromFloat(Math.Floor(Casting.ToFloat(arguments[0])))),
        GoFunction.Create("ceil", [GoType.Any], GoType.Float64, (_, arguments) =>
            Value.FromFloat(Math.Ceiling(Casting.ToFloat(arguments[0])))),
        GoFunction.CreateVariadic("round", [GoType.Any, GoType.Int, GoType.Float64], GoType.Float64, (_, arguments) =>
            Value.FromFloat(Round(
                Casting.ToFloat(arguments[0]), arguments[1].AsInt(), arguments.Length > 2 ? arguments[2].AsFloat() : 0.5))),
    ];

    private static GoFunction Many(string name, Func<DecimalNumber, DecimalNumber, DecimalNumber> body) =>
        GoFunction.CreateVariadic(name, [GoType.Any, GoType.Any], GoType.Float64, (_, arguments) =>
            Fold(arguments[0], arguments[1..], body));

    private static GoFunction Extreme(string name, Func<double, double, double> choose) =>
        GoFunction.CreateVariadic(name, [GoType.Any, GoType.Any], GoType.Float64, (_, arguments) =>
        {
            var chosen = Casting.ToFloat(arguments[0]);
            foreach (var other in arguments[1..])
            {
                chosen = choose(chosen, Casting.ToFloat(other));
            }

            return Value.FromFloat(chosen);
        });

    private static Value Fold(Value first, ReadOnlySpan<Value> others, Func<DecimalNumber, DecimalNumber, DecimalNumber> body)
    {
        var result = DecimalNumber.FromDouble(Casting.ToFloat(first));
        foreach (var other in others)
        {
            result = body(result, DecimalNumber.FromDouble(Casting.ToFloat(other)));
        }

        return Value.FromFloat(result.ToDouble());
    }

    // The cut-off part of a negative number is negative and never reaches the threshold: -2.5 becomes -3.
    private static double Round(double number, long places, double threshold)
    {
        var power = Math.Pow(10, places);
        var scaled = power * number;
        var fraction = scaled - Math.Truncate(scaled);
        return (fraction >= threshold ? Math.Ceiling(scaled) : Math.Floor(scaled)) / power;
    }
}
