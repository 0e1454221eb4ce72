using System.Text;
using Confd.Engine.Keys;
using Confd.GoTemplate.Values;
using FsCheck;
using FsCheck.Fluent;

namespace Confd.Engine.Tests.Keys;

public sealed class KeySnapshotTests
{
    private static readonly KeySnapshot Snapshot = Of(
        "/a", "/a-b", "/a/b", "/a/b/c", "/a/b/c/d", "/a.b/c", "/ab", "/B", "/é/x", "/top");

    [Theory]
    [InlineData("", "secrets:/db secrets:/db/password secrets:/db/user /a /top")]
    [InlineData("secrets:/*", "secrets:/db")]
    [InlineData("secrets:/db/*", "secrets:/db/password secrets:/db/user")]
    [InlineData("/*", "/a /top")]
    [InlineData("secrets:/db/user", "secrets:/db/user")]
    public void Join_NamedSource_HasItsNameBeforeItsKeys(string pattern, string expected)
    {
        var joined = KeySnapshot.Join([new("", Of("/top", "/a")), new("secrets", Of("/db/password", "/db/user", "/db"))]);
        var found = pattern.Length == 0
            ? joined.Keys.ToArray().Select(key => key.ToString())
            : joined.FindAll(new KeyPattern(Text(pattern))).Select(pair => pair.Key.ToString());
        found.ShouldBe(expected.Split(' '), ignoreOrder: true);
    }

    [Fact]
    public void Join_NamesOutOfOrder_KeysAreInOrderWithTheirValues()
    {
        var joined = KeySnapshot.Join([new("z", Of("/b", "/a")), new("", Of("/c")), new("a", Of("/d"))]);

        joined.Keys.ToArray().Select(key => key.ToString()).ShouldBe(["/c", "a:/d", "z:/a", "z:/b"]);
        foreach (var (key, value) in new[] { ("/c", "/c"), ("a:/d", "/d"), ("z:/a", "/a"), ("z:/b", "/b") })
        {
            joined.TryGetValue(Text(key), out var found).ShouldBeTrue(key);
            found.ToString().ShouldBe(value);
        }
    }

    [Fact]
    public void Join_OneSourceHasSecrets_TheyAreSecretUnderItsName()
    {
        var plain = Of("/pw");
        var secret = KeySnapshot.Create(
            new Dictionary<string, ReadOnlyMemory<byte>> { ["/pw"] = default }, ["/pw"], makesFilesPrivate: true);
        var joined = KeySnapshot.Join([new("", plain), new("vault", secret)]);

        joined.MakesFilesPrivate.ShouldBeTrue();
        KeySnapshot.Join([new("", plain), new("other", plain)]).MakesFilesPrivate.ShouldBeFalse();
        foreach (var (key, isSecret) in new[] { ("/pw", false), ("vault:/pw", true) })
        {
            var use = new SecretUse();
            joined.For(use).TryGetValue(Text(key), out _).ShouldBeTrue();
            use.HasReadSecret.ShouldBe(isSecret, key);
        }
    }

    [Theory]
    [InlineData("secrets:/", "db", "db")]
    [InlineData("secrets:", "db", "db")]
    [InlineData("secrets:/db", "db password user", "")]
    [InlineData("/", "a top", "")]
    public void List_NamedSource_GivesNamesBelow(string path, string names, string folders)
    {
        var joined = KeySnapshot.Join([new("", Of("/top", "/a")), new("secrets", Of("/db/password", "/db/user", "/db"))]);
        Names(joined.List(Text(path))).ShouldBe(names);
        Names(joined.ListFolders(Text(path))).ShouldBe(folders);
    }

    [Fact]
    public void FindAll_Pattern_GivesPairsInByteOrder()
    {
        Find("/*").ShouldBe(["/B", "/a", "/a-b", "/ab", "/top"]);
        Find("/a/*").ShouldBe(["/a/b"]);
        Find("/*/*").ShouldBe(["/a.b/c", "/a/b", "/é/x"]);
        Find("/a/b").ShouldBe(["/a/b"]);
        Find("/nope").ShouldBeEmpty();
        Find("*").ShouldBeEmpty();
        Find("[").ShouldBeEmpty();
    }

    [Fact]
    public void For_ARendering_RecordsOnlyThatASecretWasRead()
    {
        var snapshot = KeySnapshot.Create(
            new Dictionary<string, ReadOnlyMemory<byte>> { ["/app/host"] = default, ["/app/pw"] = default }, ["/app/pw"]);

        Reads(keys => keys.TryGetValue(Text("/app/pw"), out _)).ShouldBeTrue();
        Reads(keys => keys.FindAll(new KeyPattern(Text("/app/*")))).ShouldBeTrue();
        Reads(keys => keys.TryGetValue(Text("/app/host"), out _)).ShouldBeFalse();
        Reads(keys => keys.FindAll(new KeyPattern(Text("/app/h*")))).ShouldBeFalse();
        Reads(keys => keys.Contains(Text("/app/pw"))).ShouldBeFalse();
        Reads(keys => keys.List(Text("/app"))).ShouldBeFalse();

        bool Reads(Action<KeySnapshot> read)
        {
            var use = new SecretUse();
            read(snapshot.For(use));
            return use.HasReadSecret;
        }
    }

    [Theory]
    [InlineData("/", "B a a-b ab top")]
    [InlineData("/a", "a b")]
    [InlineData("/a/", "b")]
    [InlineData("/a/b", "b c")]
    [InlineData("//a", "a")] // the path as written is not cut off, so the first part shows
    [InlineData("/a/../a", "a")]
    [InlineData("/a/b/c/d", "d")]
    [InlineData("a", "")]
    [InlineData("", "")]
    [InlineData("/top/", "")]
    [InlineData("/é", "x")]
    public void List_Path_FollowsConfd(string path, string expected) => Names(Snapshot.List(Text(path))).ShouldBe(expected);

    [Theory]
    [InlineData("/", "")]
    [InlineData("/a", "b")]
    [InlineData("/a/", "b")]
    [InlineData("/a/b", "c")]
    [InlineData("/a/b/c", "")]
    [InlineData("//a", "")] // no key begins like that
    [InlineData("a", "")]
    public void ListFolders_Path_FollowsConfd(string path, string expected) => Names(Snapshot.ListFolders(Text(path))).ShouldBe(expected);

    [Fact]
    public void List_SubfolderBetweenSiblings_IsNotRepeated() =>
        Names(Of("/s/x", "/s/x-1", "/s/x/y", "/s/x/z").List(Text("/s"))).ShouldBe("x x-1");

    [Fact]
    public void TryGetValue_Key_IsTakenByteForByte()
    {
        var snapshot = KeySnapshot.Create(new Dictionary<string, ReadOnlyMemory<byte>> { ["/k"] = new byte[] { 0, 0xFF } });
        snapshot.TryGetValue(Text("/k"), out var value).ShouldBeTrue();
        value.Span.ToArray().ShouldBe([0, 0xFF]);
        snapshot.TryGetValue(Text("/k/"), out _).ShouldBeFalse();
        snapshot.TryGetValue(Text("k"), out _).ShouldBeFalse();
    }

    [Fact]
    public void SearchesByRange_AnyKeys_AgreeWithScanningAll() =>
        Prop.ForAll(
            Gen.Elements("/a", "/b", "/a-b", "/c.d", "/é")
                .ListOf()
                .Select(parts => parts.Count == 0 ? "/" : string.Concat(parts.Take(4)))
                .ListOf()
                .ToArbitrary(),
            Gen.Elements("/", "/a", "/a/", "/a/b", "/b", "/é", "//a", "/a/b/..", "a", "").ToArbitrary(),
            (keys, path) =>
            {
                var distinct = keys.Distinct(StringComparer.Ordinal).ToArray();
                var snapshot = Of(distinct);

                // One key that is not clean switches the search off: every key is looked at.
                var scanned = Of([.. distinct, "zz//unclean//"]);
                Names(snapshot.List(Text(path))).ShouldBe(Names(scanned.List(Text(path))));
                Names(snapshot.ListFolders(Text(path))).ShouldBe(Names(scanned.ListFolders(Text(path))));
                foreach (var pattern in (string[])["/*", "/a*", "/a/*", "/*/b", "/[ab]/?", "/é/*"])
                {
                    var parsed = new KeyPattern(Text(pattern));
                    snapshot.FindAll(parsed).Select(pair => pair.Key)
                        .ShouldBe(distinct.Select(Text).Where(key => parsed.IsMatch(key.Span)).Order());
                }
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    private static string[] Find(string pattern) =>
        [.. Snapshot.FindAll(new KeyPattern(Text(pattern))).Select(pair => pair.Key.ToString())];

    private static KeySnapshot Of(params string[] keys) =>
        KeySnapshot.Create(keys.ToDictionary(key => key, key => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(key), StringComparer.Ordinal));

    private static string Names(ByteString[] names) => string.Join(' ', names.Select(name => name.ToString()));

    private static ByteString Text(string text) => ByteString.FromString(text);
}
