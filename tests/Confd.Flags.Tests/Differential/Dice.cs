using Confd.Flags.Contexts;

namespace Confd.Flags.Tests.Differential;

/// <summary>Random choices, the same for the same seed, and the JSON that is put together from them.</summary>
internal sealed class Dice(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>A property that is left out. A plain <c>null</c> would often be taken as JSON's.</summary>
    public static FlagValue? Absent => null;

    public int Below(int limit) => _random.Next(limit);

    public bool Chance(int percent) => _random.Next(100) < percent;

    public T Pick<T>(params ReadOnlySpan<T> choices) => choices[_random.Next(choices.Length)];

    /// <summary>A value in most cases, else nothing: the property is left out.</summary>
    public FlagValue? Maybe(int percent, Func<FlagValue> value) => Chance(percent) ? value() : Absent;

    /// <summary>An array of up to <paramref name="most"/> elements.</summary>
    public FlagValue List(int most, Func<FlagValue> item) =>
        FlagValue.ArrayOf([.. Enumerable.Range(0, Below(most + 1)).Select(_ => item())]);

    /// <summary>An object of the properties that are not null.</summary>
    public static FlagValue Object(params IEnumerable<(string Name, FlagValue? Value)> properties) => FlagValue.ObjectOf(
        properties.Where(property => property.Value is not null)
            .Select(property => KeyValuePair.Create(property.Name, property.Value!.Value)));
}
