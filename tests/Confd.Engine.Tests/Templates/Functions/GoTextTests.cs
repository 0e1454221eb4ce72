using Confd.Engine.Templates.Functions;
using Confd.GoTemplate;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Tests.Templates.Functions;

/// <summary>Go's package <c>strings</c> and <c>encoding/base64</c>; what is expected was taken from Go.</summary>
public sealed class GoTextTests
{
    private static readonly RenderContext Context = new();

    [Theory]
    [InlineData("oink oink oink", "k", "ky", 2, "oinky oinky oink")]
    [InlineData("oink oink oink", "oink", "moo", -1, "moo moo moo")]
    [InlineData("abc", "", "-", -1, "-a-b-c-")]
    [InlineData("abc", "", "-", 2, "-a-bc")]
    [InlineData("äö", "", "-", -1, "-ä-ö-")]
    [InlineData("", "", "x", -1, "x")]
    [InlineData("aaa", "aa", "b", -1, "ba")]
    [InlineData("abc", "b", "", -1, "ac")]
    [InlineData("abc", "x", "y", -1, "abc")]
    [InlineData("abc", "b", "y", 0, "abc")]
    [InlineData("abc", "b", "b", -1, "abc")]
    public void Replace_Text_IsAsInGo(string text, string old, string replacement, long count, string expected) =>
        GoText.Replace(Bytes(text), Bytes(old).Span, Bytes(replacement).Span, count).ToString().ShouldBe(expected);

    [Theory]
    [InlineData("ab", 3, "ababab")]
    [InlineData("ab", 0, "")]
    [InlineData("ab", -1, "")]
    [InlineData("", 1000000000000, "")]
    public void Repeat_Text_IsThatManyTimes(string text, long count, string expected) =>
        GoText.Repeat(Bytes(text), count, limit: 100).ToString().ShouldBe(expected);

    [Theory]
    [InlineData("a", 2, "  a")]
    [InlineData("a\nb", 2, "  a\n  b")]
    [InlineData("a\n\nb\n", 1, " a\n \n b\n ")]
    [InlineData("", 2, "")]
    [InlineData("a", 0, "a")]
    public void Indent_Text_PutsBlanksBeforeEveryLine(string text, long spaces, string expected) =>
        GoText.Indent(Bytes(text), spaces, limit: 100).ToString().ShouldBe(expected);

    [Fact]
    public void Results_AboveTheLimit_AreRefusedBeforeTheyAreMade()
    {
        Should.Throw<TemplateFunctionException>(() => GoText.Repeat(Bytes("ab"), 51, limit: 100)).Message
            .ShouldBe("repeat: a result above the limit of 100 bytes: 102");
        Should.Throw<TemplateFunctionException>(() => GoText.Repeat(Bytes("ab"), long.MaxValue, limit: 100)).Message
            .ShouldBe("strings: Repeat output length overflow");
        Should.Throw<TemplateFunctionException>(() => GoText.Indent(Bytes("a\nb"), 50, limit: 100));
        Should.Throw<TemplateFunctionException>(() => GoText.Replace(Bytes("aaa"), "a"u8, new byte[40], -1, limit: 100));
    }

    [Theory]
    [InlineData("aGVsbG8=", "hello")]
    [InlineData("aGVs\nbG8=\r\n", "hello")]
    [InlineData("", "")]
    [InlineData("\n\r", "")]
    [InlineData("YQ==", "a")]
    [InlineData("YR==", "a")]
    [InlineData("YWI=", "ab")]
    public void Base64_Decode_IsAsInGo(string text, string expected) => GoBase64.Decode(Context, Bytes(text)).ToString().ShouldBe(expected);

    [Theory]
    [InlineData("a", 0)]
    [InlineData("YQ", 0)]
    [InlineData("YQ=", 3)]
    [InlineData("YQ=x", 2)]
    [InlineData("=", 0)]
    [InlineData("Y===", 1)]
    [InlineData("aGVsbG8=x", 8)]
    [InlineData("aGVs-G8=", 4)]
    [InlineData("aGVsbG8=\naGVs", 9)]
    public void Base64_DecodeOfSomethingElse_NamesTheByteThatGoNames(string text, int offset) =>
        Should.Throw<TemplateFunctionException>(() => GoBase64.Decode(Context, Bytes(text))).Message
            .ShouldBe($"illegal base64 data at input byte {offset}");

    [Fact]
    public void Base64_AnyBytes_ComeBack()
    {
        var random = new Random(4);
        for (var length = 0; length < 100; length++)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);

            GoBase64.Decode(Context, GoBase64.Encode(Context, new ByteString(bytes))).Span.ToArray().ShouldBe(bytes);
        }
    }

    [Theory]
    [InlineData("HTTPServer", "http_server", "httpServer")]
    [InlineData("some-name here", "some_name_here", "someNameHere")]
    [InlineData("someName", "some_name", "someName")]
    [InlineData("__a__b", "a_b", "aB")]
    [InlineData("v1.2Beta", "v1.2_beta", "v1.2Beta")]
    [InlineData("ABC", "abc", "abc")]
    [InlineData("ÄrgerÖl", "ärger_öl", "ärgerÖl")]
    [InlineData("", "", "")]
    [InlineData("-_ ", "", "")]
    public void WordCase_Names_AreSplitIntoWords(string text, string snake, string camel)
    {
        WordCase.Join(Context, Bytes(text), "_"u8).ToString().ShouldBe(snake);
        WordCase.Camel(Context, Bytes(text)).ToString().ShouldBe(camel);
    }

    private static ByteString Bytes(string text) => ByteString.FromString(text);
}
