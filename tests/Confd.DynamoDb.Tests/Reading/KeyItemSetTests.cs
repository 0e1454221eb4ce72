using System.Text;
using Confd.DynamoDb.Reading;

namespace Confd.DynamoDb.Tests.Reading;

public sealed class KeyItemSetTests
{
    [Fact]
    public void With_RandomChanges_IsWhatADictionaryWouldHold()
    {
        var random = new Random(11);
        for (var round = 0; round < 200; round++)
        {
            var expected = new Dictionary<string, string>(StringComparer.Ordinal);
            var set = KeyItemSet.Create([]);
            for (var step = 0; step < 20; step++)
            {
                var changes = new Dictionary<string, KeyItem?>(StringComparer.Ordinal);
                for (var change = 0; change < random.Next(5); change++)
                {
                    var key = Key(random);
                    if (random.Next(3) == 0)
                    {
                        changes[key] = null;
                        expected.Remove(key);
                    }
                    else
                    {
                        expected[key] = $"{random.Next()}";
                        changes[key] = new KeyItem(key, Encoding.UTF8.GetBytes(expected[key]));
                    }
                }

                set = set.With(changes);
            }

            set.Items.ToArray().Select(item => (item.Key, Encoding.UTF8.GetString(item.Value.Span)))
                .ShouldBe(expected.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value)));
        }
    }

    [Fact]
    public void WithPrefixAndCover_RandomKeys_AgreeWithComparingEachText()
    {
        var random = new Random(5);
        for (var round = 0; round < 500; round++)
        {
            var keys = Enumerable.Range(0, 30).Select(_ => Key(random)).Distinct().ToList();
            var lookups = Enumerable.Range(0, random.Next(1, 6)).Select(_ => Key(random)).ToList();
            var set = KeyItemSet.Create([.. keys.Select(key => new KeyItem(key, default))]);
            var cover = new KeyCover(lookups);

            foreach (var lookup in lookups)
            {
                set.WithPrefix(lookup).ToArray().Select(item => item.Key)
                    .ShouldBe(keys.Where(key => key.StartsWith(lookup, StringComparison.Ordinal)).Order(StringComparer.Ordinal));
            }

            keys.Where(cover.Contains).ShouldBe(keys.Where(key => lookups.Any(lookup => key.StartsWith(lookup, StringComparison.Ordinal))));
            lookups.ShouldAllBe(lookup => lookup.StartsWith(cover.CommonPrefix(), StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Select_RandomKeysAndTypes_AgreesWithTheDocumentedRule()
    {
        var random = new Random(9);
        for (var round = 0; round < 500; round++)
        {
            var items = Enumerable.Range(0, 30).Select(_ => Key(random)).Distinct().Select(Item).ToList();
            var lookups = Enumerable.Range(0, random.Next(0, 6)).Select(_ => Key(random)).ToList();
            var chosen = items.Where(item => lookups.Any(
                lookup => item.Key == lookup || (items.TrueForAll(other => other.Key != lookup)
                    && item.Key.StartsWith(lookup, StringComparison.Ordinal)))).OrderBy(item => item.Key, StringComparer.Ordinal).ToList();
            var skipped = new HashSet<string>();

            var selected = KeyItemSet.Create([.. items]).Select(lookups, key => skipped.Add(key));

            var texts = chosen.Where(item => item.IsText).ToList();
            selected.Keys.ShouldBe(texts.Select(item => item.Key));
            selected.Count.ShouldBe(texts.Count);
            selected.Values.ShouldBe(texts.Select(item => item.Value));
            skipped.ShouldBe(chosen.Where(item => !item.IsText).Select(item => item.Key), ignoreOrder: true);
            foreach (var item in items)
            {
                selected.TryGetValue(item.Key, out var value).ShouldBe(texts.Contains(item));
                value.ShouldBe(texts.Contains(item) ? item.Value : default);
            }
        }

        KeyItem Item(string key) => random.Next(4) == 0
            ? new KeyItem(key, default) { Other = new OtherValue("L", null) }
            : new KeyItem(key, Encoding.UTF8.GetBytes(key));
    }

    [Fact]
    public void Select_KeyThatWasNotSelected_IsAbsent()
    {
        var selected = KeyItemSet.Create([new KeyItem("/a", default), new KeyItem("/b", default)]).Select(["/a"]);

        selected.ContainsKey("/b").ShouldBeFalse();
        Should.Throw<KeyNotFoundException>(() => selected["/b"]);
    }

    [Fact]
    public void Create_DuplicateKey_KeepsOne() =>
        KeyItemSet.Create([new KeyItem("/a", default), new KeyItem("/b", default), new KeyItem("/a", default)])
            .Count.ShouldBe(2);

    [Fact]
    public void Cover_EmptyPrefix_CoversEverything()
    {
        var cover = new KeyCover(["/a", ""]);

        cover.CoversEverything.ShouldBeTrue();
        cover.Contains("anything").ShouldBeTrue();
    }

    private static string Key(Random random) =>
        "/"
        + string.Concat(
            Enumerable.Range(0, random.Next(1, 5))
                .Select(_ => "ab/😀é"[random.Next(6)] is var c && char.IsSurrogate(c) ? "😀" : c.ToString()));
}
