using System.Globalization;
using Confd.Flags.Contexts;

namespace Confd.Flags.Tests.Json;

/// <summary>JSON of any shape, the same for the same seed.</summary>
internal sealed class RandomJson(int seed)
{
    private const string Characters = "aZ09 /~\"\\\n\u0001é日\ud83d\ude00\ud800<>'";

    private readonly Random _random = new(seed);

    public FlagValue Value(int depth = 4) => _random.Next(depth > 0 ? 8 : 6) switch
    {
        0 => FlagValue.Null,
        1 => _random.Next(2) == 0,
        2 => _random.Next(-1000, 1000),
        3 => Number(),
        4 or 5 => Text(),
        6 => FlagValue.ArrayOf([.. Enumerable.Range(0, _random.Next(5)).Select(_ => Value(depth - 1))]),
        _ => FlagValue.ObjectOf(Enumerable.Range(0, _random.Next(12)).Select(_ => KeyValuePair.Create(Text(), Value(depth - 1)))),
    };

    public string Text() => string.Create(_random.Next(8), _random, static (text, random) =>
    {
        foreach (ref var character in text)
        {
            character = Characters[random.Next(Characters.Length)];
        }
    });

    /// <summary>A value put somewhere in place of another.</summary>
    public FlagValue Mutate(FlagValue value)
    {
        if (_random.Next(6) == 0)
        {
            return Value(2);
        }

        return value.Kind switch
        {
            FlagValueKind.Array when value.Items.Length > 0 => MutateItem(value),
            FlagValueKind.Object when value.Properties.Count > 0 => MutateProperty(value),
            _ => Value(2),
        };
    }

    public int Next(int limit) => _random.Next(limit);

    private FlagValue MutateItem(FlagValue array)
    {
        var place = _random.Next(array.Items.Length);
        return FlagValue.ArrayOf([.. array.Items.Select((item, i) => i == place ? Mutate(item) : item)]);
    }

    private FlagValue MutateProperty(FlagValue value)
    {
        var place = _random.Next(value.Properties.Count);
        return FlagValue.ObjectOf(
            value.Properties.Select((pair, i) => i == place ? KeyValuePair.Create(pair.Key, Mutate(pair.Value)) : pair));
    }

    private FlagValue Number()
    {
        var number = BitConverter.Int64BitsToDouble(_random.NextInt64());
        return FlagValue.Parse(double.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) : "1e400");
    }
}
