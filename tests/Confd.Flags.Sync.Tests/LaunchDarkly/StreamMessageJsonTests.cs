using System.Text;
using Confd.Flags.Storage;
using Confd.Flags.Sync.LaunchDarkly;

namespace Confd.Flags.Sync.Tests.LaunchDarkly;

public sealed class StreamMessageJsonTests
{
    [Theory]
    [InlineData("""{"path":"/","data":{"flags":{"a":{"key":"a","version":3}},"segments":{}}}""")]
    [InlineData("""{"data":{"segments":{},"flags":{"a":{"version":3,"key":"a"}}},"more":[1,{}]}""")]
    public void Read_Put_IsEverything(string data)
    {
        var all = Read("put", data)!.All.ShouldNotBeNull();

        all.Kinds[DataKind.Features]["a"].Version.ShouldBe(3);
        all.Kinds[DataKind.Segments].ShouldBeEmpty();
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(5_000, false)]
    public void Read_DeeplyNestedItem_DoesNotStopTheOthers(int levels, bool isRead)
    {
        var deep = $$"""{"version":1,"x":{{new string('[', levels)}}{{new string(']', levels)}} }""";

        var all = Read("put", $$"""{"path":"/","data":{"flags":{"deep":{{deep}},"a":{"version":3} } } }""")!.All.ShouldNotBeNull();
        var change = Read("patch", $$"""{"path":"/flags/deep","data":{{deep}} }""")!;

        all.Kinds[DataKind.Features].Keys.ShouldBe(isRead ? ["deep", "a"] : ["a"], ignoreOrder: true);
        all.PassedOver.Count.ShouldBe(isRead ? 0 : 1);
        (change.Item is not null, change.Fault is not null).ShouldBe((isRead, !isRead));
    }

    [Theory]
    [InlineData("/flags/a", "features", "a")]
    [InlineData("/segments/a", "segments", "a")]
    [InlineData("/flags/a/b", "features", "a/b")]
    [InlineData("/flags/\\u00e4\\n", "features", "ä\n")]
    public void Read_Patch_IsOneItemWithItsTextMadeCompact(string path, string kind, string key)
    {
        var name = path[(path.IndexOf('/', 1) + 1)..];

        var change = Read("patch", $$"""{"version":1,"path":"{{path}}","data": { "key":"{{name}}", "version":7,"on": [1.50, true] } }""")!;

        (change.Kind.Name, change.Key, change.Item!.Version).ShouldBe((kind, key, 7));
        Encoding.UTF8.GetString(change.Item.Content.Span).ShouldBe($$"""{"key":"{{name}}","version":7,"on":[1.50,true]}""");
    }

    [Fact]
    public void Read_PatchOfADeletedItem_IsATombstone() =>
        Read("patch", """{"path":"/flags/a","data":{"key":"a","version":7,"deleted":true}}""")!.Item!.IsDeleted.ShouldBeTrue();

    [Theory]
    [InlineData("8")]
    [InlineData("8.0")]
    [InlineData("0.8e1")]
    public void Read_Delete_IsATombstoneOfItsVersion(string version)
    {
        var change = Read("delete", $$"""{"version":{{version}},"path":"/segments/s"}""")!;

        (change.Kind, change.Key, change.Item!.Version, change.Item.IsDeleted).ShouldBe((DataKind.Segments, "s", 8L, true));
    }

    [Theory]
    [InlineData("indirect/patch", "{}")]
    [InlineData("message", "no json")]
    [InlineData("put", """{"path":"/flags","data":{}}""")]
    [InlineData("patch", """{"path":"/configs/a","data":{}}""")]
    [InlineData("patch", """{"path":"/flags/","data":{}}""")]
    [InlineData("delete", """{"path":"/Flags/a","version":1}""")]
    public void Read_UnknownEventOrPath_IsIgnored(string type, string data) => Read(type, data).ShouldBeNull();

    [Theory]
    [InlineData("put", "{\"path\":\"/\"}", "it has no 'data'")]
    [InlineData("put", "[]", "it is not a JSON object")]
    [InlineData("put", "{\"data\":", "the text is not valid JSON")]
    [InlineData("put", "{\"data\":{\"flags\":{}}} x", "the text is not valid JSON")]
    [InlineData("patch", "{\"path\":\"/flags/a\",\"data\":{\"version\":1}}{}", "the text is not valid JSON")]
    [InlineData("delete", "{\"path\":\"/flags/a\",\"version\":1},", "the text is not valid JSON")]
    [InlineData("patch", "{\"data\":{}}", "it has no 'path'")]
    [InlineData("patch", "{\"path\":7,\"data\":{}}", "it has no 'path'")]
    [InlineData("patch", "{\"path\":\"/flags/a\"}", "it has no 'data'")]
    [InlineData("patch", "{\"path\":\"/flags/a\",\"data\":[]}", "its 'data' is not an object")]
    [InlineData("delete", "{\"path\":\"/flags/a\"}", "it has no 'version'")]
    [InlineData("delete", "{\"path\":\"/flags/a\",\"version\":1.5}", "it has no 'version'")]
    [InlineData("delete", "{\"path\":\"\\ud800\",\"version\":1}", "text that is not Unicode")]
    public void Read_BrokenEvent_ReportsEventAndProblem(string type, string data, string problem)
    {
        var broken = Should.Throw<FlagDataException>(() => Read(type, data));

        broken.Message.ShouldContain($"a '{type}' event is broken: ");
        broken.Message.ShouldContain(problem);
    }

    [Theory]
    [InlineData("""{"key":"b","version":1}""")]
    [InlineData("""{"key":"a","version":"1"}""")]
    public void Read_PatchOfABrokenItem_IsSkippedWithoutEndingTheStream(string item)
    {
        var change = Read("patch", $$"""{"path":"/flags/a","data":{{item}}}""")!;

        change.Item.ShouldBeNull();
        change.Fault.ShouldNotBeNull().Key.ShouldBe("a");
        (change.Kind, change.Key).ShouldBe((DataKind.Features, "a"));
    }

    private static StreamMessage? Read(string type, string data) =>
        StreamMessageJson.Read(new ServerSentEvent(type, Encoding.UTF8.GetBytes(data)), "test");
}
