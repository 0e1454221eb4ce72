using System.Globalization;
using System.Text;
using System.Text.Json;
using Confd.Backends.Http.Consul;

namespace Confd.Backends.Http.Tests.Consul;

/// <summary>A response is complete and Consul's, or it is refused: a truncated one would empty files.</summary>
public sealed class ConsulJsonTests
{
    [Theory]
    [InlineData("[]", "")]
    [InlineData(" [ ] \n", "")]
    [InlineData("""[{"Key":"a","Value":"MQ==","ModifyIndex":5}]""", "a=1@5")]
    [InlineData("""[{"LockIndex":0,"Key":"a/","Flags":0,"Value":null,"CreateIndex":1,"ModifyIndex":2}]""", "a/=@2")]
    [InlineData("""[{"Key":"a","Value":""}]""", "a=@0")]
    [InlineData("""[{"Key":"a"},{"Key":"a","Value":"Mg=="}]""", "a=@0 a=2@0")]
    [InlineData("""[{"Key":"a","Session":{"x":[1,{}]},"Value":"MQ==","ModifyIndex":18446744073709551615}]""", "a=1@18446744073709551615")]
    [InlineData("""[{"\u004bey":"\u00e4\n","V\u0061lue":"MQ\u003d\u003d"}]""", "ä\n=1@0")]
    public void ReadEntries_CompleteResponse_ReturnsItsEntries(string json, string expected) =>
        string.Join(' ', ConsulJson.ReadEntries(Bytes(json)).Select(Text)).ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("\"a\"")]
    [InlineData("[")]
    [InlineData("""[{"Key":"a","Value":"MQ=="}""")]
    [InlineData("""[{"Key":"a","Value":"MQ=="}] x""")]
    [InlineData("""[{"Key":"a","Value":"MQ=="}][]""")]
    [InlineData("""[{"Key":"a"},""")]
    [InlineData("""[{"Key":"a"},null]""")]
    [InlineData("""[["a"]]""")]
    [InlineData("""["a"]""")]
    [InlineData("[{}]")]
    [InlineData("""[{"Value":"MQ=="}]""")]
    [InlineData("""[{"Key":null}]""")]
    [InlineData("""[{"Key":7}]""")]
    [InlineData("""[{"Key":"a","Value":7}]""")]
    [InlineData("""[{"Key":"a","Value":"no base64!"}]""")]
    [InlineData("""[{"Key":"a","Value":"MQ"}]""")]
    [InlineData("""[{"Key":"a","ModifyIndex":"5"}]""")]
    [InlineData("""[{"Key":"a","ModifyIndex":-1}]""")]
    [InlineData("""[{"Key":"a","ModifyIndex":1.5}]""")]
    [InlineData("""[{"Key":"a","ModifyIndex":18446744073709551616}]""")]
    [InlineData("""[{"Key":"\ud800"}]""")]
    public void ReadEntries_AnythingElse_IsRefused(string json) => ShouldBeRefused(() => ConsulJson.ReadEntries(Bytes(json)));

    [Theory]
    [InlineData("""{"Results":[],"Errors":null}""", "")]
    [InlineData("""{"Errors":null,"Results":null}""", "")]
    [InlineData(
        """{"Results":[{"KV":{"Key":"a","Value":"MQ==","ModifyIndex":5}},{"KV":{"Key":"b","Value":null}}],"Errors":null}""",
        "a=1@5 b=@0")]
    [InlineData("""{"Index":7,"Results":[{"KV":{"Key":"a"}}],"LastContact":{"x":[]}}""", "a=@0")]
    public void ReadTransaction_CompleteResponse_ReturnsItsEntries(string json, string expected) =>
        string.Join(' ', ConsulJson.ReadTransaction(Bytes(json)).Select(Text)).ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"Errors":null}""")]
    [InlineData("""{"results":[]}""")]
    [InlineData("""{"Results":{}}""")]
    [InlineData("""{"Results":"none"}""")]
    [InlineData("""{"Results":[1,{"KV":{"Key":"a"}}]}""")]
    [InlineData("""{"Results":[null]}""")]
    [InlineData("""{"Results":[{}]}""")]
    [InlineData("""{"Results":[{"Node":{"Key":"a"}}]}""")]
    [InlineData("""{"Results":[{"KV":null}]}""")]
    [InlineData("""{"Results":[{"KV":{"Key":"a"},"More":1}]}""")]
    [InlineData("""{"Results":[{"KV":{"Value":"MQ=="}}]}""")]
    [InlineData("""{"Results":[{"KV":{"Key":"a"}}]""")]
    [InlineData("""{"Results":[{"KV":{"Key":"a"}}],"Errors":[{"OpIndex":0,"What":"no"}]}""")]
    [InlineData("""{"Results":[]}{}""")]
    public void ReadTransaction_AnythingElse_IsRefused(string json) => ShouldBeRefused(() => ConsulJson.ReadTransaction(Bytes(json)));

    [Theory]
    [InlineData("\"10.0.0.1:8300\"", "10.0.0.1:8300")]
    [InlineData("\"\"", "")]
    public void ReadText_Text_IsThat(string json, string expected) => ConsulJson.ReadText(Bytes(json)).ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("10.0.0.1:8300")]
    [InlineData("[\"a\"]")]
    [InlineData("\"a")]
    [InlineData("\"a\" \"b\"")]
    public void ReadText_AnythingElse_IsRefused(string json) => ShouldBeRefused(() => ConsulJson.ReadText(Bytes(json)));

    [Theory]
    [InlineData("""{"Config":{"Datacenter":"dc1","NodeName":"n"},"Member":{}}""", "dc1")]
    [InlineData("""{"Config":{"Datacenter":7}}""", null)]
    [InlineData("""{"Config":{}}""", null)]
    [InlineData("""{"Config":[]}""", null)]
    [InlineData("""{"DebugConfig":{"Datacenter":"dc1"}}""", null)]
    [InlineData("[]", null)]
    [InlineData("7", null)]
    public void ReadDatacenter_Agent_IsItsNameOrNone(string json, string? expected) =>
        ConsulJson.ReadDatacenter(Bytes(json)).ShouldBe(expected);

    [Fact]
    public void GetTrees_KeysOfAnyText_AreReadAsTheyWereWritten()
    {
        string[] keys = ["a", "a/\"b\"", "ä日😀", "tab\there", "<&>'"];

        using var document = JsonDocument.Parse(ConsulJson.GetTrees(keys));

        document.RootElement.EnumerateArray().Select(one => one.GetProperty("KV")).Select(
                one => (one.GetProperty("Verb").GetString(), one.GetProperty("Key").GetString()))
            .ShouldBe(keys.Select(key => ((string?)"get-tree", (string?)key)));
    }

    [Theory]
    [InlineData("a", "/a", false)]
    [InlineData("a/b/", "/a/b", true)]
    [InlineData("/a//b", "/a/b", false)]
    [InlineData("//", "/", true)]
    [InlineData("", "/", false)]
    [InlineData("a/ b", "/a/ b", false)]
    public void Path_StoredKey_IsCleanAndAFolderEndsWithASlash(string key, string path, bool isFolder)
    {
        var entry = new ConsulEntry(key, default, 1);

        (entry.Path, entry.IsFolder).ShouldBe((path, isFolder));
        new ConsulEntry(key, Bytes("1"), 1).IsFolder.ShouldBeFalse("what has a value is a key");
    }

    // What the client treats as a response of another server.
    private static void ShouldBeRefused(Action read)
    {
        var problem = Should.Throw<Exception>(read);

        (problem is JsonException or FormatException or InvalidOperationException).ShouldBeTrue(problem.ToString());
    }

    private static string Text(ConsulEntry entry) => string.Create(
        CultureInfo.InvariantCulture, $"{entry.Key}={Encoding.UTF8.GetString(entry.Value.Span)}@{entry.ModifyIndex}");

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
