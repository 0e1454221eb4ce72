using Confd.Engine.Documents;
using Confd.GoTemplate;
using Confd.GoTemplate.Values;
using FsCheck;
using FsCheck.Fluent;

namespace Confd.Engine.Tests.Documents;

public sealed class JsonReaderTests
{
    [Theory]
    [InlineData("", "unexpected end of JSON input")]
    [InlineData(" ", "unexpected end of JSON input")]
    [InlineData("[", "unexpected end of JSON input")]
    [InlineData("[1", "unexpected end of JSON input")]
    [InlineData("[1,", "unexpected end of JSON input")]
    [InlineData("{", "unexpected end of JSON input")]
    [InlineData("{\"a\"", "unexpected end of JSON input")]
    [InlineData("{\"a\":", "unexpected end of JSON input")]
    [InlineData("{\"a\":1", "unexpected end of JSON input")]
    [InlineData("{\"a\":1,", "unexpected end of JSON input")]
    [InlineData("\"a", "unexpected end of JSON input")]
    [InlineData("\"a\\", "invalid character ' ' in string escape code")]
    [InlineData("\"\\u12", "invalid character ' ' in \\u hexadecimal character escape")]
    [InlineData("\"\\x\"", "invalid character 'x' in string escape code")]
    [InlineData("\"\\u12g4\"", "invalid character 'g' in \\u hexadecimal character escape")]
    [InlineData("\"\n\"", "invalid character '\\n' in string literal")]
    [InlineData("-", "invalid character ' ' in numeric literal")]
    [InlineData("-a", "invalid character 'a' in numeric literal")]
    [InlineData("1.a", "invalid character 'a' after decimal point in numeric literal")]
    [InlineData("1e+", "invalid character ' ' in exponent of numeric literal")]
    [InlineData("1ex", "invalid character 'x' in exponent of numeric literal")]
    [InlineData("[01]", "invalid character '1' after array element")]
    [InlineData("-01", "invalid character '1' after top-level value")]
    [InlineData("nul", "invalid character ' ' in literal null (expecting 'l')")]
    [InlineData("nulx", "invalid character 'x' in literal null (expecting 'l')")]
    [InlineData("fals}", "invalid character '}' in literal false (expecting 'e')")]
    [InlineData("[1 2]", "invalid character '2' after array element")]
    [InlineData("[1,]", "invalid character ']' looking for beginning of value")]
    [InlineData("[,1]", "invalid character ',' looking for beginning of value")]
    [InlineData("{,}", "invalid character ',' looking for beginning of object key string")]
    [InlineData("{\"a\":1,}", "invalid character '}' looking for beginning of object key string")]
    [InlineData("{\"a\" 1}", "invalid character '1' after object key")]
    [InlineData("{\"a\":1 \"b\"}", "invalid character '\"' after object key:value pair")]
    [InlineData("{\"a\":}", "invalid character '}' looking for beginning of value")]
    [InlineData("{} {}", "invalid character '{' after top-level value")]
    [InlineData("'", "invalid character '\\'' looking for beginning of value")]
    [InlineData("\\", "invalid character '\\\\' looking for beginning of value")]
    [InlineData("\v", "invalid character '\\v' looking for beginning of value")]
    [InlineData("[\"a\" \"b\"]", "invalid character '\"' after array element")]
    [InlineData("1e999", "json: cannot unmarshal number 1e999 into Go value of type float64")]
    [InlineData("[1e999, x", "invalid character 'x' looking for beginning of value")] // syntax first
    public void ReadAny_Malformed_ReportsWhatGoReports(string json, string expected) =>
        Should.Throw<TemplateFunctionException>(() => ReadAny(ByteString.FromString(json))).Message.ShouldBe(expected);

    [Theory]
    [InlineData("\"\\u00e9\\ud83d\\ude00\\/\\b\\f\\n\\r\\t\\\"\\\\\"", "é😀/\b\f\n\r\t\"\\")]
    [InlineData("\"\\ud83dx\"", "\uFFFDx")]
    [InlineData("\"\\ude00\\ud83d\"", "\uFFFD\uFFFD")]
    [InlineData("\"\\ud83d\\ud83d\\ude00\"", "\uFFFD😀")]
    [InlineData("\"\\u0000\"", "\0")]
    public void ReadAny_String_IsUnescaped(string json, string expected) =>
        ReadAny(ByteString.FromString(json)).AsString().ToString().ShouldBe(expected);

    [Fact]
    public void ReadAny_InvalidUtf8_BecomesReplacementByteByByte() =>
        ReadAny(new ByteString([(byte)'"', 0xE2, 0x82, (byte)'a', 0xFF, (byte)'"']))
            .AsString()
            .ToString()
            .ShouldBe("\uFFFD\uFFFDa\uFFFD");

    [Fact]
    public void ReadAny_DuplicateKeys_LastWins() =>
        ReadAny(ByteString.FromString("{\"a\":1,\"a\":2}")).AsMap().SortedKeys.Length.ShouldBe(1);

    [Fact]
    public void ReadAny_Array_HasTheCapacityOfAppending()
    {
        ReadAny(ByteString.FromString("[]")).AsSlice().Capacity.ShouldBe(0);
        ReadAny(ByteString.FromString("[1,2,3]")).AsSlice().Capacity.ShouldBe(4);
        ReadAny(ByteString.FromString("[1,2,3,4,5]")).AsSlice().Capacity.ShouldBe(8);
    }

    [Fact]
    public void ReadAny_Nesting_EndsAtGosLimit()
    {
        ReadAny(ByteString.FromString(new string('[', 10_000) + new string(']', 10_000))).AsSlice().Length.ShouldBe(1);
        Should.Throw<TemplateFunctionException>(() => ReadAny(ByteString.FromString(new string('[', 10_001)))).Message
            .ShouldBe("invalid character '[' exceeded max depth");
    }

    [Fact]
    public void ReadAny_AnyBytes_AgreesWithDotNetOnValidity() =>
        Prop.ForAll(
            Gen.Elements("{", "}", "[", "]", ",", ":", "\"a\"", "\"", "\\", "1", "0", "-", ".", "e", "true", "null", " ", "\n", "é", "u")
                .ListOf().Select(string.Concat).ToArbitrary(),
            json => IsReadable(json).ShouldBe(IsJson(json), json)).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

    private static bool IsReadable(string json)
    {
        try
        {
            ReadAny(ByteString.FromString(json));
            return true;
        }
        catch (TemplateFunctionException exception)
        {
            // Numbers beyond a float are a matter of types, not of syntax.
            return exception.Message.StartsWith("json: cannot unmarshal number", StringComparison.Ordinal);
        }
    }

    private static bool IsJson(string json)
    {
        try
        {
            System.Text.Json.JsonDocument.Parse(json).Dispose();
            return true;
        }
        catch (System.Text.Json.JsonException)
        {
            return false;
        }
    }

    private static Value ReadAny(ByteString json) => JsonReader.ReadAny(json, stop: Cancellation);
}
