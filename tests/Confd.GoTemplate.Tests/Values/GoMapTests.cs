using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Tests.Values;

public sealed class GoMapTests
{
    [Fact]
    public void Set_AndRemove_InAnyOrder_LeaveWhatADictionaryHas()
    {
        var random = new Random(7);
        foreach (var keys in (int[])[3, 8, 9, 40, 1000])
        {
            var map = new GoMap(GoType.AnyMap);
            var model = new Dictionary<string, long>(StringComparer.Ordinal);
            for (var step = 0; step < keys * 20; step++)
            {
                var key = "key" + random.Next(keys);
                if (random.Next(3) == 0)
                {
                    map.Remove(ByteString.FromString(key));
                    model.Remove(key);
                }
                else
                {
                    map.Set(ByteString.FromString(key), Value.FromInt(step));
                    model[key] = step;
                }

                map.Count.ShouldBe(model.Count);
            }

            ShouldBe(map, model, keys);
        }
    }

    [Fact]
    public void Remove_EveryKey_LeavesRoomForOthers()
    {
        var map = new GoMap(GoType.AnyMap);
        for (var round = 0; round < 3; round++)
        {
            var keys = Enumerable.Range(0, 100).Select(i => ByteString.FromString($"{round} {i}")).ToArray();
            Array.ForEach(keys, key => map.Set(key, Value.FromInt(1)));
            map.Count.ShouldBe(100);
            Array.ForEach(keys, map.Remove);
            map.Count.ShouldBe(0);
            keys.ShouldAllBe(key => !map.ContainsKey(key));
            map.SortedKeys.IsEmpty.ShouldBeTrue();
        }
    }

    private static void ShouldBe(GoMap map, Dictionary<string, long> model, int keys)
    {
        map.SortedKeys.ToArray().Select(key => key.ToString()).ShouldBe(model.Keys.Order(StringComparer.Ordinal));
        for (var i = 0; i <= keys; i++)
        {
            var key = ByteString.FromString("key" + i);
            map.ContainsKey(key).ShouldBe(model.ContainsKey("key" + i));
            map.TryGetValue(key, out var value).ShouldBe(model.TryGetValue("key" + i, out var expected));
            (value.IsValid ? value.AsInt() : 0).ShouldBe(expected);
        }
    }
}
