using System.Buffers;
using System.Text;
using Confd.Flags.Json;
using Confd.Flags.Storage;

namespace Confd.Flags.Tests.Storage;

public sealed class FlagDataReaderTests
{
    [Fact]
    public void Read_PollingShape_KeepsEveryFieldAndDropsWhiteSpace()
    {
        var data = Read("""
            { "flags": { "a": { "key": "a", "version": 7, "on" : true, "unknown": [1.50, "x  y\" \u00fc", null] } },
              "segments": { "s": { "key": "s", "version": 2 } }, "other": {} }
            """);

        var flag = data.Kinds[DataKind.Features]["a"];
        flag.Version.ShouldBe(7);
        Text(flag).ShouldBe("""{"key":"a","version":7,"on":true,"unknown":[1.50,"x  y\" \u00fc",null]}""");
        data.Kinds[DataKind.Segments]["s"].Version.ShouldBe(2);
    }

    [Theory]
    [InlineData("""{"flags":{"a":{}}}""", """{"key":"a","version":1}""")]
    [InlineData("""{"flags":{"a":{"key":null,"on":true}}}""", """{"key":"a","version":1,"on":true}""")]
    [InlineData("""{"flags":{"a":{"on":true,"key":"a"}}}""", """{"version":1,"on":true,"key":"a"}""")]
    [InlineData(
        """{"flagValues":{"a":[1, "ü"]}}""",
        """{"key":"a","version":1,"on":true,"variations":[[1,"ü"]],"fallthrough":{"variation":0},"prerequisites":[],"targets":[]"""
        + ""","rules":[],"offVariation":null,"salt":"","deleted":false}""")]
    public void Read_FileDataShape_CompletesFlags(string json, string expected) =>
        Text(Read(json).Kinds[DataKind.Features]["a"]).ShouldBe(expected);

    [Theory]
    [InlineData("{", 1, 2, "file:1:2: ")]
    [InlineData("\n{\"on\":x}", 2, 7, "file:2:7: this text does not begin a value")]
    [InlineData("", 1, 1, "file:1:1: the text is empty")]
    [InlineData("[]", 0, 0, "file: a flag or segment must be a JSON object")]
    [InlineData("{\"key\":\"b\"}", 0, 0, "file: the item under the key 'a' says that its key is 'b'")]
    public void ReadItem_BrokenText_ReportsThePlace(string json, long line, long column, string message)
    {
        var exception = Should.Throw<FlagDataException>(() => FlagDataReader.ReadItem("a", Encoding.UTF8.GetBytes(json), "file"));

        (exception.Line, exception.Column).ShouldBe((line, column));
        exception.Message.ShouldStartWith(message);
        exception.Message.ShouldNotContain("LineNumber");
    }

    [Fact]
    public void ReadItem_ByteOrderMark_IsSkipped() =>
        Text(FlagDataReader.ReadItem("a", Encoding.UTF8.GetBytes("\uFEFF{\"version\":4}"), "file")).ShouldBe("""{"key":"a","version":4}""");

    [Fact]
    public void Read_DeletedItem_IsTombstone()
    {
        var item = Read("""{"flags":{"a":{"key":"a","version":3,"deleted":true}}}""").Kinds[DataKind.Features]["a"];

        item.IsDeleted.ShouldBeTrue();
        item.Version.ShouldBe(3);
    }

    [Theory]
    [InlineData("""{"flags":null,"segments":null}""")]
    [InlineData("""{"flags":{}}""")]
    [InlineData("\uFEFF{\"segments\":{}}")]
    public void Read_NoItems_StillNamesBothKinds(string json)
    {
        var data = Read(json);

        data.Kinds.Keys.ShouldBe([DataKind.Segments, DataKind.Features]);
        data.Kinds.Values.ShouldAllBe(items => items.Count == 0);
    }

    [Fact]
    public void Read_Prerequisites_AreInEarlierStagesAndSegmentsFirst()
    {
        var data = Read("""
            {"flags":{
              "top":{"prerequisites":[{"variation":0,"key":"middle"},{"key":"absent","variation":0}]},
              "middle":{"prerequisites":[{"key":"base","variation":0}]},
              "base":{"prerequisites":[]},
              "ring1":{"prerequisites":[{"key":"ring2","variation":0}]},
              "ring2":{"prerequisites":[{"key":"ring1","variation":0}]}},
             "segments":{"s":{}}}
            """);

        data.Stages[0].Kind.ShouldBe(DataKind.Segments);
        StageOf("base").ShouldBeLessThan(StageOf("middle"));
        StageOf("middle").ShouldBeLessThan(StageOf("top"));
        StageOf("ring1").ShouldNotBe(StageOf("ring2"));
        data.Kinds[DataKind.Features].Count.ShouldBe(5);

        int StageOf(string key) => data.Stages.Index().Single(stage => stage.Item.Items.ContainsKey(key)).Index;
    }

    [Fact]
    public void Read_LongChainOfPrerequisites_DoesNotOverflow()
    {
        var flags = string.Join(',', Enumerable.Range(0, 20_000).Select(i => $$"""
            "f{{i}}":{"prerequisites":[{"key":"f{{i + 1}}","variation":0}]}
            """));

        Read($$$"""{"flags":{{{{flags}}}}}""").Stages.Count.ShouldBe(20_001);
    }

    [Theory]
    [InlineData("", 1, 1, "the text is empty")]
    [InlineData("{\"flags\":{},}", 1, 13, "the object ends with a comma")]
    [InlineData("[]", 1, 1, "must be a JSON object")]
    [InlineData("{}", 1, 2, "'flags', 'segments' and 'flagValues' are all missing")]
    [InlineData("""{"flag":{"a":{}}}""", 1, 17, "are all missing")]
    [InlineData("{\n  \"flags\": {\n    \"a\": 5 } }", 3, 10, "must be a JSON object")]
    [InlineData("{\n  \"flags\": [] }", 2, 12, "'flags' must be an object")]
    [InlineData("{\"flags\":{\n\"a\":{\"version\":\"5\"}}}", 2, 5, "'version' is not an integer")]
    [InlineData("{\"flags\":{\n\"a\":{\"version\":1.5}}}", 2, 5, "'version' is not an integer")]
    [InlineData("{\"flags\":{\n\"a\":{\"key\":\"b\"}}}", 2, 5, "says that its key is 'b'")]
    [InlineData("{\"flags\":{\"a\":{},\n\"a\":{}}}", 2, 1, "'a' comes twice")]
    [InlineData("{\"flags\":{\"a\":{}},\n\"flagValues\":{\"a\":1}}", 2, 15, "'a' comes twice")]
    [InlineData("{\"flags\":{\"\":{}}}", 1, 11, "empty key")]
    [InlineData("{\"flags\":{\"\\ud800\":{}}}", 1, 11, "not Unicode")]
    [InlineData("{\"flags\":{}}\n x", 2, 2, "is not expected")]
    public void Read_BadData_ReportsPlaceAndReason(string json, int line, int column, string problem)
    {
        var exception = Should.Throw<FlagDataException>(() => Read(json));

        exception.Message.ShouldStartWith($"flags.json:{line}:{column}: ");
        exception.Message.ShouldContain(problem, Case.Insensitive);
    }

    [Theory]
    [InlineData("""{"flags":{"":{"version":1},"b":{}}}""", "", "an empty key in 'flags'")]
    [InlineData("""{"flags":{"a":{"key":"c"},"b":{}}}""", "a", "the item under the key 'a' says that its key is 'c'")]
    [InlineData("""{"flags":{"b":{},"a":{"key":""}}}""", "a", "the item under the key 'a' says that its key is ''")]
    [InlineData("""{"flags":{"a":{"version":"5"},"b":{}}}""", "a", "'version' is not an integer")]
    [InlineData("""{"flags":{"a":5,"b":{}}}""", "a", "a flag or segment must be a JSON object")]
    [InlineData("""{"flags":{"a":null,"b":{}}}""", "a", "a flag or segment must be a JSON object")]
    [InlineData("""{"flags":{"a":{},"b":{},"a":{}}}""", "a", "the key 'a' comes twice")]
    [InlineData("""{"flags":{"\ud800":{},"b":{}}}""", "", "a string holds text that is not Unicode")]
    [InlineData("""{"flagValues":{"":1},"flags":{"b":{}}}""", "", "an empty key in 'flagValues'")]
    public void ReadUsable_BrokenItem_IsSkippedAndReported(string json, string key, string problem)
    {
        Should.Throw<FlagDataException>(() => Read(json));

        var data = FlagDataReader.ReadUsable(Encoding.UTF8.GetBytes(json), "flags.json");

        data.Kinds[DataKind.Features].Keys.ShouldBe(["b"]);
        data.PassedOver.ShouldHaveSingleItem().ShouldBe(new FlagDataFault(DataKind.Features, key, problem));
    }

    [Theory]
    [InlineData(400, true)]
    [InlineData(498, true)]
    [InlineData(499, false)]
    [InlineData(5_000, false)]
    public void ReadUsable_DeeplyNestedItem_IsReadOrSkippedAlone(int levels, bool isRead)
    {
        var deep = $$"""{"variations":[{{new string('[', levels)}}{{new string(']', levels)}}] }""";
        var json = Encoding.UTF8.GetBytes($$"""{"flags":{"deep":{{deep}},"b":{} } }""");

        var data = FlagDataReader.ReadUsable(json, "flags.json");

        data.Kinds[DataKind.Features].Keys.ShouldBe(isRead ? ["deep", "b"] : ["b"], ignoreOrder: true);
        data.PassedOver.Select(fault => fault.Problem).ShouldBe(isRead ? [] : ["values nest deeper than 500 levels"]);
        if (isRead)
        {
            FlagJson.Parse(data.Kinds[DataKind.Features]["deep"].Content.Span).Variations.Length.ShouldBe(1);
            Read(Encoding.UTF8.GetString(json)).Kinds[DataKind.Features].Count.ShouldBe(2);
        }
        else
        {
            Should.Throw<FlagDataException>(() => Read(Encoding.UTF8.GetString(json))).Message
                .ShouldMatch("^flags.json:1:[0-9]+: the key 'deep': values nest deeper than 500 levels$");
        }
    }

    [Theory]
    [InlineData("""{"flags":{"a":{}}""")]
    [InlineData("""{"flags":[]}""")]
    [InlineData("{}")]
    public void ReadUsable_WholeTextBroken_IsRefused(string json) =>
        Should.Throw<FlagDataException>(() => FlagDataReader.ReadUsable(Encoding.UTF8.GetBytes(json), "flags.json"));

    [Theory]
    [InlineData("""{"flags":{},"segments":{}}""", "")]
    [InlineData("""{"flags":null,"segments":null}""", "segments features")]
    [InlineData("""{"flags":{}}""", "segments")]
    [InlineData("""{"flagValues":{"a":1},"segments":null}""", "segments")]
    public void Read_AbsentKinds_AreMarkedAsUnnamed(string json, string expected) =>
        string.Join(' ', Read(json).Unnamed).ShouldBe(expected);

    [Fact]
    public void Read_NotUtf8_IsRefused() =>
        Should.Throw<FlagDataException>(() => FlagDataReader.Read([(byte)'{', 0xff], "flags.json")).Message.ShouldContain("UTF-8");

    [Fact]
    public void Write_WhatWasRead_ReadsBackAndIsSortedByKey()
    {
        var data = Read(
            """{"flags":{"b":{"key":"b","version":1},"a":{"key":"a","version":2},"\"ü":{"key":"\"ü","version":3}},"segments":{}}""");
        var output = new ArrayBufferWriter<byte>();

        FlagDataWriter.Write(output, data.Kinds[DataKind.Features], data.Kinds[DataKind.Segments]);

        Encoding.UTF8.GetString(output.WrittenSpan).ShouldBe("""
            {
              "flags": {
                "\"ü": {"key":"\"ü","version":3},
                "a": {"key":"a","version":2},
                "b": {"key":"b","version":1}
              },
              "segments": {}
            }

            """);
    }

    private static FlagDataSet Read(string json) => FlagDataReader.Read(Encoding.UTF8.GetBytes(json), "flags.json");

    private static string Text(VersionedItem item) => Encoding.UTF8.GetString(item.Content.Span);
}
