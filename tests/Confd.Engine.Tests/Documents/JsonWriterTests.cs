using Confd.Engine.Documents;
using Confd.GoTemplate;
using Confd.GoTemplate.Values;
using FsCheck;
using FsCheck.Fluent;

namespace Confd.Engine.Tests.Documents;

public sealed class JsonWriterTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(-0.0, "-0")]
    [InlineData(1e20, "100000000000000000000")]
    [InlineData(1e21, "1e+21")]
    [InlineData(1.5e300, "1.5e+300")]
    [InlineData(1e-6, "0.000001")]
    [InlineData(9.9e-7, "9.9e-7")]
    [InlineData(1e-10, "1e-10")]
    [InlineData(-1e-9, "-1e-9")]
    [InlineData(123456789.125, "123456789.125")]
    [InlineData(0.1, "0.1")]
    [InlineData(5e-324, "5e-324")]
    public void Write_Float_UsesGosFormat(double number, string expected) => Json(Value.FromFloat(number)).ShouldBe(expected);

    [Fact]
    public void Write_NotFinite_IsRefused() =>
        Should.Throw<TemplateFunctionException>(() => Json(Value.FromFloat(double.NaN))).Message.ShouldBe("json: unsupported value: NaN");

    // As threads have with musl, or a lower `ulimit -s`.
    [Fact]
    public void Write_DeepValueOnASmallStack_IsRefusedInsteadOfEndingTheProcess()
    {
        var value = Value.Nil;
        for (var level = 0; level < 9_999; level++)
        {
            value = Value.FromSlice(GoSlice.FromAppended(GoType.AnySlice, [value]));
        }

        Exception? refusal = null;
        var thread = new Thread(() => refusal = Record.Exception(() => Json(value)), maxStackSize: 512 * 1024);
        thread.Start();
        thread.Join();

        refusal.ShouldBeOfType<TemplateFunctionException>().Message.ShouldContain("levels deep");
    }

    [Fact]
    public void Write_String_EscapesAsGo()
    {
        Json(Value.FromString("\0\u0001\b\t\n\v\f\r\u001f\"\\/<>&\u007f\u2028\u2029é😀"))
            .ShouldBe("\"\\u0000\\u0001\\b\\t\\n\\u000b\\f\\r\\u001f\\\"\\\\/\\u003c\\u003e\\u0026\u007f\\u2028\\u2029é😀\"");
        Json(Value.FromString(new ByteString([0xFF, 0xEF, 0xBF, 0xBD, 0xC3]))).ShouldBe("\"\\ufffd\uFFFD\\ufffd\"");
    }

    [Fact]
    public void Write_Integers_KeepTheirSign()
    {
        Json(Value.FromInteger(GoType.Uint64, -1)).ShouldBe("18446744073709551615");
        Json(Value.FromInt(long.MinValue)).ShouldBe("-9223372036854775808");
    }

    [Fact]
    public void Write_MapKeys_SortByBytes()
    {
        var map = new GoMap(GoType.AnyMap);
        foreach (var key in (string[])["\uFFFD", "😀", "b", "a", "B", "10", "9"])
        {
            map.Set(ByteString.FromString(key), Value.FromBool(true));
        }

        Json(Value.FromMap(map)).ShouldBe("{\"10\":true,\"9\":true,\"B\":true,\"a\":true,\"b\":true,\"\uFFFD\":true,\"😀\":true}");
    }

    [Fact]
    public void WriteIndented_Containers_KeepEmptyOnesClosed()
    {
        var map = new GoMap(GoType.AnyMap);
        map.Set(ByteString.FromString("a"), Value.FromSlice(GoSlice.Over(GoType.AnySlice, [])));
        map.Set(ByteString.FromString("b"), Value.FromMap(new GoMap(GoType.AnyMap)));
        map.Set(ByteString.FromString("c"), Value.FromSlice(GoSlice.Over(GoType.AnySlice, [Value.FromInt(1), Value.Nil])));
        JsonWriter.WriteIndented(new RenderContext(), Value.FromMap(map), "  ").ToString()
            .ShouldBe("{\n  \"a\": [],\n  \"b\": {},\n  \"c\": [\n    1,\n    null\n  ]\n}");
    }

    [Fact]
    public void Write_ListInsideItself_IsAnError()
    {
        var array = new Value[2];
        var list = GoSlice.Over(GoType.AnySlice, array);
        array[0] = Value.FromSlice(list);
        Should.Throw<TemplateFunctionException>(() => Json(Value.FromSlice(list))).Message
            .ShouldBe("json: unsupported value: encountered a cycle via []interface {}");
    }

    private static Arbitrary<string> Texts =>
        ArbMap.Default.ArbFor<string>().Filter(text => text is not null && text.EnumerateRunes().All(rune => rune.Value != 0xFFFD));

    [Fact]
    public void Write_AnyText_IsReadBack() =>
        Prop.ForAll(Texts, text =>
        {
            var written = JsonWriter.Write(new RenderContext(), Value.FromString(text));
            JsonReader.ReadAny(written, stop: Cancellation).AsString().ToString().ShouldBe(text);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    private static string Json(Value value) => JsonWriter.Write(new RenderContext(), value).ToString();
}
