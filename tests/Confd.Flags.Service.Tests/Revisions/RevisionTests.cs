using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;
using Confd.Flags.Service.Revisions;

namespace Confd.Flags.Service.Tests.Revisions;

public sealed class RevisionTests : IAsyncDisposable
{
    private readonly Snapshots _store = new();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Data_Items_AreSortedWithUnknownFieldsAndWithoutTombstones()
    {
        _store.Flag("b", """{ "key":"b","version":2,"own":[1.50] }""").Flag("a", """{"key":"a","version":1}""")
            .Segment("s", """{"key":"s","version":3,"included":["u"]}""").Delete("gone", 9);

        var revision = await _store.ReviseAsync();

        Text(revision.Data).ShouldBe(
            """{"flags":{"a":{"key":"a","version":1},"b":{"key":"b","version":2,"own":[1.50]}}"""
            + ""","segments":{"s":{"key":"s","version":3,"included":["u"]}}}""");
        Text(revision.FlagsData).ShouldBe("""{"a":{"key":"a","version":1},"b":{"key":"b","version":2,"own":[1.50]}}""");
        Unpack(revision.CompressedData).ShouldBe(Text(revision.Data));
        revision.All.Select(flag => flag.Flag.Key).ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task Revision_Replaced_IsCollected()
    {
        _store.Flag("a", Flags.Switch("a", 1, isOn: true)).Flag("b", Flags.Switch("b", 1, isOn: true));
        var (former, last) = await ReviseTwiceAsync();

        GC.Collect();

        former.IsAlive.ShouldBeFalse();
        last.All.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Data_UnreadableFlag_IsLeftOut()
    {
        _store.Flag("broken", """{"key":"broken","version":2,"on":"yes"}""").Flag("a", """{"key":"a","version":1}""");

        Text((await _store.ReviseAsync()).FlagsData).ShouldBe("""{"a":{"key":"a","version":1}}""");
    }

    [Fact]
    public async Task Id_Items_DependsOnContentAndNotOnOrder()
    {
        await using var other = new Snapshots();
        _store.Flag("a", Flags.Switch("a", 1, isOn: true)).Flag("b", Flags.Switch("b", 1, isOn: true));
        other.Flag("b", Flags.Switch("b", 1, isOn: true)).Flag("a", Flags.Switch("a", 1, isOn: true)).Delete("gone", 4);
        var id = (await _store.ReviseAsync()).Id;

        (await other.ReviseAsync()).Id.ShouldBe(id);
        id.ShouldBe("b0f9c08cafde79e5", "processes of other versions and machines have to agree");
        other.Flag("bad", """{"key":"bad","version":1,"variations":7}""");
        (await other.ReviseAsync()).Id.ShouldBe(id, "what cannot be read is not served");
        other.Flag("a", Flags.Switch("a", 2, isOn: true));
        (await other.ReviseAsync()).Id.ShouldNotBe(id);
    }

    [Fact]
    public async Task Id_TwoFlagsWithSwappedTexts_Differs()
    {
        await using var other = new Snapshots();
        _store.Flag("a", """{"version":1}""").Flag("b", """{"version":2}""");
        other.Flag("a", """{"version":2}""").Flag("b", """{"version":1}""");

        (await other.ReviseAsync()).Id.ShouldNotBe((await _store.ReviseAsync()).Id);
    }

    [Fact]
    public async Task Filter_Flags_IncludesMatchesAndTheirReferences()
    {
        const string NeedsB = """,{"key":"b","variation":0}""";
        _store.Flag("web-a", Needing("web-a", "b", NeedsB)).Flag("b", Needing("b", "c")).Flag("c", Flags.Switch("c", 1, isOn: true))
            .Flag("other", Flags.Switch("other", 1, isOn: true)).Segment("s", """{"key":"s","version":1}""");

        var revision = await _store.ReviseAsync(selects: key => key.StartsWith("web-", StringComparison.Ordinal));

        revision.All.Select(flag => flag.Flag.Key).ShouldBe(["b", "c", "web-a"]);
        revision.Find("other").ShouldBeNull();
        Text(revision.Data).ShouldContain("\"segments\":{\"s\":");
    }

    [Fact]
    public async Task Filter_CyclicReferences_Terminates()
    {
        _store.Flag("web-a", Needing("web-a", "b")).Flag("b", Needing("b", "web-a"));

        var revision = await _store.ReviseAsync(selects: key => key == "web-a");

        revision.All.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Flags_Unchanged_AreReusedWithTheirCachedJson()
    {
        _store.Flag("a", Flags.Switch("a", 1, isOn: true)).Flag("b", Flags.Switch("b", 1, isOn: true));
        var before = await _store.ReviseAsync();
        _store.Flag("b", Flags.Switch("b", 2, isOn: true));

        var after = await _store.ReviseAsync(before);

        after.Find("a").ShouldBeSameAs(before.Find("a"));
        after.Find("b").ShouldNotBeSameAs(before.Find("b"));
    }

    [Fact]
    public async Task ServedFlag_Json_HasValueVariationAndVersion()
    {
        _store.Flag("q\"k", """{"version":7,"variations":["ä",null],"clientSideAvailability":{"usingMobileKey":true}}""");
        var flag = (await _store.ReviseAsync()).Find("q\"k")!;

        Text(flag.ClientAnswer(0)).ShouldBe("""{"q\"k":{"value":"ä","variation":0,"version":7"""[1..]);
        Text(flag.ClientAnswer(null)).ShouldBe("""{"q\"k":{"value":null,"variation":null,"version":7"""[1..]);
        Text(flag.OfrepResponse(0)).ShouldBe("""{"key":"q\"k","value":"ä","variant":"0" """.TrimEnd());
        Text(flag.OfrepResponse(1)).ShouldBe("""{"key":"q\"k","variant":"1" """.TrimEnd());
        Text(flag.OfrepResponse(null)).ShouldBe("""{"key":"q\"k" """.TrimEnd());
        flag.ClientAnswer(0).ShouldBeSameAs(flag.ClientAnswer(0));
        Revision.IsVisible(flag, FlagVisibility.MobileKey).ShouldBeTrue();
        Revision.IsVisible(flag, FlagVisibility.EnvironmentId).ShouldBeFalse();
        Revision.IsVisible(flag, FlagVisibility.All).ShouldBeTrue();
    }

    private static string Needing(string key, string needed, string more = "") =>
        Flags.Switch(key, 1, isOn: true, $$""","prerequisites":[{"key":"{{needed}}","variation":1}{{more}}]""");

    // Elsewhere, so that no variable of the test keeps the first.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<(WeakReference Former, Revision Last)> ReviseTwiceAsync()
    {
        var former = await _store.ReviseAsync();
        _store.Flag("a", Flags.Switch("a", 2, isOn: false));
        return (new WeakReference(former), await _store.ReviseAsync(former));
    }

    private static string Text(byte[] json) => Encoding.UTF8.GetString(json);

    private static string Unpack(byte[] packed)
    {
        using var text = new StreamReader(new GZipStream(new MemoryStream(packed), CompressionMode.Decompress));
        return text.ReadToEnd();
    }
}
