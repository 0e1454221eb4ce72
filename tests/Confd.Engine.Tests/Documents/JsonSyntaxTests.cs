using System.Text;
using Confd.Engine.Documents;
using Confd.GoTemplate;

namespace Confd.Engine.Tests.Documents;

public sealed class JsonSyntaxTests
{
    [Theory]
    [InlineData("{}")]
    [InlineData(" [ ] ")]
    [InlineData("\t{ \"a\" : [ 1 , -0 , 0.5 , 1e5 , 1E+5 , 2.5e-3 ] , \"b\" : { } }\r\n")]
    [InlineData("\"\\u00e9\\ud800\\n\\/\"")]
    [InlineData("{\"a\":1,\"a\":2}")]
    [InlineData("\"\u007f\u2028\"")]
    [InlineData("null")]
    public void Check_OneValue_IsAccepted(string text) =>
        Should.NotThrow(() => JsonSyntax.Check(Encoding.UTF8.GetBytes(text), Cancellation));

    // Texts and errors recorded from encoding/json of Go.
    [Theory]
    [InlineData("", "unexpected end of JSON input")]
    [InlineData(" \n ", "unexpected end of JSON input")]
    [InlineData("[", "unexpected end of JSON input")]
    [InlineData("[1,", "unexpected end of JSON input")]
    [InlineData("{\"a\"", "unexpected end of JSON input")]
    [InlineData("{\"a\":", "unexpected end of JSON input")]
    [InlineData("\"abc", "unexpected end of JSON input")]
    [InlineData("\"a\nb\"", "invalid character '\\n' in string literal")]
    [InlineData("\"a\u0001b\"", "invalid character '\\x01' in string literal")]
    [InlineData("{\"a\":1,}", "invalid character '}' looking for beginning of object key string")]
    [InlineData("[1,]", "invalid character ']' looking for beginning of value")]
    [InlineData("'a'", "invalid character '\\'' looking for beginning of value")]
    [InlineData("01", "invalid character '1' after top-level value")]
    [InlineData("\u00e9", "invalid character '\u00c3' looking for beginning of value")]
    [InlineData("-0.", "invalid character ' ' after decimal point in numeric literal")]
    [InlineData("\"t\\u12", "invalid character ' ' in \\u hexadecimal character escape")]
    [InlineData("1e", "invalid character ' ' in exponent of numeric literal")]
    [InlineData("fals", "invalid character ' ' in literal false (expecting 'e')")]
    [InlineData("-", "invalid character ' ' in numeric literal")]
    [InlineData("\"\\n\\", "invalid character ' ' in string escape code")]
    [InlineData("[null\"", "invalid character '\"' after array element")]
    [InlineData("1.\"a\",", "invalid character '\"' after decimal point in numeric literal")]
    [InlineData("{\"k\"\"", "invalid character '\"' after object key")]
    [InlineData("{\"k\":\"\"\"\":\"w\"}", "invalid character '\"' after object key:value pair")]
    [InlineData("\"a\"\"e", "invalid character '\"' after top-level value")]
    [InlineData("\"t\\u12\"", "invalid character '\"' in \\u hexadecimal character escape")]
    [InlineData("1E\"-\t", "invalid character '\"' in exponent of numeric literal")]
    [InlineData("-\"0", "invalid character '\"' in numeric literal")]
    [InlineData("[true+.", "invalid character '+' after array element")]
    [InlineData("{\"a\"+ ", "invalid character '+' after object key")]
    [InlineData("{\"k\":\"v\",\"k\":\"w\"+", "invalid character '+' after object key:value pair")]
    [InlineData("-1+", "invalid character '+' after top-level value")]
    [InlineData("{+a", "invalid character '+' looking for beginning of object key string")]
    [InlineData("+", "invalid character '+' looking for beginning of value")]
    [InlineData("{,", "invalid character ',' looking for beginning of object key string")]
    [InlineData(", ", "invalid character ',' looking for beginning of value")]
    [InlineData("\"\\-", "invalid character '-' in string escape code")]
    public void Check_SomethingElse_IsRefusedInTheWordsOfGo(string text, string error) =>
        Should.Throw<TemplateFunctionException>(
            () => JsonSyntax.Check(Encoding.UTF8.GetBytes(text), Cancellation)).Text.Full.ShouldBe(error);

    [Theory]
    [InlineData("", "line 1, column 1")]
    [InlineData("{\n  \"a\": tru,\n}", "line 2, column 11")]
    [InlineData("[1,\r\n2\r\n", "line 3, column 1")]
    [InlineData("\"\u00e9\u00e9\" x", "line 1, column 8")]
    [InlineData("[\n\n\n", "line 4, column 1")]
    public void FindProblem_BrokenText_NamesLineAndByte(string text, string place) =>
        FindProblem(Encoding.UTF8.GetBytes(text)).ShouldNotBeNull().Full.ShouldEndWith($"({place})");

    [Fact]
    public void FindProblem_CharacterOfAValue_IsNotInTheRedactedText()
    {
        var problem = FindProblem("[Secret]"u8).ShouldNotBeNull();

        problem.Full.ShouldStartWith("invalid character 'S' looking for beginning of value");
        problem.Redacted.ShouldBe("invalid character (1 byte) looking for beginning of value (line 1, column 2)");
    }

    // As deep as encoding/json goes, and no call stack is needed for it.
    [Theory]
    [InlineData(10_000, null)]
    [InlineData(10_001, "invalid character '[' exceeded max depth (line 1, column 10001)")]
    public void FindProblem_Nesting_IsLimited(int depth, string? problem) =>
        FindProblem(Encoding.UTF8.GetBytes(new string('[', depth) + new string(']', depth)))?.Full.ShouldBe(problem);

    [Fact]
    public void FindProblem_NestingOfAMillion_IsRefusedAtItsLimit() =>
        FindProblem(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":[", 1_000_000))))
            .ShouldNotBeNull().Full.ShouldStartWith("invalid character '{' exceeded max depth");

    [Fact]
    public void FindProblem_InvalidUtf8InAString_IsAccepted() =>
        FindProblem([(byte)'"', 0xff, 0xc3, (byte)'"']).ShouldBeNull();

    private static ErrorText? FindProblem(ReadOnlySpan<byte> json) => JsonSyntax.FindProblem(json, Cancellation);
}
