using System.Text;
using System.Text.Json;
using Confd.Flags.Text;
using Confd.Shared;

namespace Confd.Flags.Tests.Text;

/// <summary>JSON as text: compacted without a change, and errors reported without quoting the text.</summary>
public sealed class JsonTextTests
{
    [Theory]
    [InlineData("{}", "{}")]
    [InlineData(" { } ", "{}")]
    [InlineData("{ \"a\" : [ 1 , 2 ] ,\r\n\t\"b\" : null }", "{\"a\":[1,2],\"b\":null}")]
    [InlineData("{\"a b\":\" c \\\" d \"}", "{\"a b\":\" c \\\" d \"}")]
    [InlineData("[\"\\\\\" , \"\\\\\\\"  \"]", "[\"\\\\\",\"\\\\\\\"  \"]")]
    [InlineData("[ 1.50 , 1E5 , -0 , 12345678901234567890 ]", "[1.50,1E5,-0,12345678901234567890]")]
    [InlineData("[\"\\u00e9\" , \"é\", \"\\/\"]", "[\"\\u00e9\",\"é\",\"\\/\"]")]
    [InlineData(" \"  \" ", "\"  \"")]
    [InlineData(" 7 ", "7")]
    public void Compact_ValidJson_RemovesOnlyBlanksBetweenTokens(string json, string expected) =>
        Encoding.UTF8.GetString(CompactJson.Of(Encoding.UTF8.GetBytes(json))).ShouldBe(expected);

    [Fact]
    public void Compact_AnyJson_IsTheSameJson()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var json = new Json.RandomJson(seed).Value().ToString();
            using var document = JsonDocument.Parse(json);
            var indented = JsonSerializer.SerializeToUtf8Bytes(document.RootElement, Indented);

            using var compact = JsonDocument.Parse(CompactJson.Of(indented));

            JsonElement.DeepEquals(compact.RootElement, document.RootElement).ShouldBeTrue($"seed {seed}");
            CompactJson.Of(CompactJson.Of(indented)).ShouldBe(CompactJson.Of(indented));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \n")]
    [InlineData("hunter2")]
    [InlineData("{\"password\":hunter2}")]
    [InlineData("{\"password\":\"hunter2")]
    [InlineData("{\"password\":\"hunter2\",}")]
    [InlineData("{\"password\":\"hunter2\"} hunter2")]
    [InlineData("{\"password\":\"hunter2\" \"x\"}")]
    [InlineData("{hunter2:1}")]
    [InlineData("[\"hunter2\",]")]
    [InlineData("[\"hunter2\\q\"]")]
    [InlineData("[\"hunter2\\u12\"]")]
    [InlineData("[0hunter2]")]
    [InlineData("[1.hunter2]")]
    [InlineData("'hunter2'")]
    [InlineData("// hunter2\n{}")]
    [InlineData("{\"a\":1}}hunter2")]
    [InlineData("[\"hunter2\u0001\"]")]
    public void Describe_BrokenJson_ReportsTheProblemWithoutTheText(string json)
    {
        var message = JsonText.Describe(ProblemOf(json));

        message.ShouldNotContain("hunter2");
        message.ShouldNotContain("LineNumber");
        message.ShouldNotContain("reader options");
        message.ShouldNotBeEmpty();
        message.ShouldNotContain('\n');
    }

    [Theory]
    [InlineData("", "the text is empty")]
    [InlineData(" \n ", "the text is empty")]
    public void Describe_NoText_ReportsThatItIsEmpty(string json, string expected) => JsonText.Describe(ProblemOf(json)).ShouldBe(expected);

    [Fact]
    public void Describe_ExceptionOfOurs_IsItsMessage() =>
        JsonText.Describe(new JsonException("the key 'a' comes twice")).ShouldBe("the key 'a' comes twice");

    [Theory]
    [InlineData("\"a\\n\\t\\r\\b\\f\\\"\\\\\\/b\"", "a\n\t\r\b\f\"\\/b")]
    [InlineData("\"\\u00e9\\u65E5\"", "é日")]
    [InlineData("\"\\ud83d\\ude00\"", "😀")]
    [InlineData("\"é日😀\"", "é日😀")]
    [InlineData("\"\"", "")]
    public void Strings_Text_IsReadAsTheBaseLibraryReadsIt(string json, string expected)
    {
        Read(json).ShouldBe(expected);
        (JsonDocument.Parse(json).RootElement.GetString() ?? "").ShouldBe(expected);
    }

    [Fact]
    public void Strings_HalvesOfPairs_AreKeptBesideEverythingElse()
    {
        Read("\"\\ud83d\"").ShouldBe("\ud83d");
        Read("\"\\ude00\\ud83d\"").ShouldBe("\ude00\ud83d");
        Read("\"a\\n\\ud800\\u00e9é😀\\\\u0041\\\"\"").ShouldBe("a\n\ud800éé😀\\u0041\"");
        Read("\"\\uD83D\\uDE00\\uD83D\"").ShouldBe("😀\ud83d");
    }

    private static JsonSerializerOptions Indented { get; } = new()
    {
        WriteIndented = true,
        TypeInfoResolver = new System.Text.Json.Serialization.Metadata.DefaultJsonTypeInfoResolver(),
    };

    private static string Read(string json)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        reader.Read();
        return JsonStrings.Read(ref reader);
    }

    private static JsonException ProblemOf(string json) =>
        Should.Throw<JsonException>(() => JsonDocument.Parse(json)).ShouldNotBeNull();

    [Theory]
    [InlineData("", "the text is empty")]
    [InlineData("{", "the text ends within an object or array")]
    [InlineData("[1", "this text is not the end of a number")]
    [InlineData("{\"a\":", "the text ends within an object or array")]
    [InlineData("\"a", "the text ends within a string")]
    [InlineData("-", "the text ends within a number")]
    [InlineData("1.", "the text ends within a number")]
    [InlineData("1e", "the text ends within a number")]
    [InlineData("{ // c", "this text begins a comment, which JSON does not have")]
    [InlineData("// c", "this text begins a comment, which JSON does not have")]
    [InlineData("[1 secret]", "this text is out of place: ',', '}' or ']' is expected")]
    [InlineData("{\"a\" secret}", "this text is out of place: ':' is expected after a property name")]
    [InlineData("{secret}", "this text does not begin a property name: '\"' is expected")]
    [InlineData("secret", "this text does not begin a value")]
    [InlineData("1 secret", "this text is not expected: the text should end here")]
    [InlineData("trsecret", "this text is neither true, false nor null")]
    [InlineData("\"a\nsecret\"", "this text has to be escaped within a string")]
    [InlineData("\"\\secret\"", "this text is not an escape within a string")]
    [InlineData("\"\\u12\"", "this text is not a digit of an escape within a string")]
    [InlineData("01", "a number begins with 0")]
    [InlineData("1.x", "this text is out of place within a number")]
    [InlineData("{\"a\":1,}", "the object ends with a comma")]
    [InlineData("[1,]", "the array ends with a comma")]
    [InlineData("}", "this text does not begin a value")]
    [InlineData("[}", "this text does not begin a value")]
    public void Describe_InvalidJson_IsReportedInOwnWords(string text, string expected)
    {
        var problem = Should.Throw<JsonException>(() => JsonDocument.Parse(text));

        JsonText.Describe(problem).ShouldBe(expected, problem.Message);
    }
}
