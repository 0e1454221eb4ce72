using Confd.Engine.Templates.Functions;
using Confd.GoTemplate;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Tests.Templates.Functions;

public sealed class GoBase64Tests
{
    private static readonly RenderContext Context = new();

    // Texts, bytes and errors recorded from base64.StdEncoding of Go.
    [Theory]
    [InlineData("A", "illegal base64 data at input byte 0")]
    [InlineData("A\n", "illegal base64 data at input byte 1")]
    [InlineData("\n\n/QUJDQUJD", "illegal base64 data at input byte 10")]
    [InlineData("\n99QUJDQUJD_", "illegal base64 data at input byte 11")]
    [InlineData("A\r\nQUJD\rQUJD==+", "illegal base64 data at input byte 12")]
    [InlineData("\n+QUJD/QUJD== =", "illegal base64 data at input byte 13")]
    [InlineData("Z\r\n", "illegal base64 data at input byte 2")]
    [InlineData("/a\n=-\r", "illegal base64 data at input byte 3")]
    [InlineData("QUJD=", "illegal base64 data at input byte 4")]
    [InlineData("9A9\rA9", "illegal base64 data at input byte 5")]
    [InlineData("QUJDA9 A", "illegal base64 data at input byte 6")]
    [InlineData("aQUJDa9 a", "illegal base64 data at input byte 7")]
    [InlineData("\naQUJDa/\u0000", "illegal base64 data at input byte 8")]
    [InlineData("QUJDA\nQUJD", "illegal base64 data at input byte 9")]
    [InlineData("", "ok ")]
    [InlineData("/Z==", "ok fd")]
    [InlineData("A/A=\n", "ok 03f0")]
    [InlineData("QUJD\r\r", "ok 414243")]
    [InlineData("QUJDA9\r==", "ok 41424303")]
    [InlineData("QUJD/A\n/\n=", "ok 414243fc0f")]
    [InlineData("QUJD\n+9++", "ok 414243fbdfbe")]
    [InlineData("QUJDQUJDQUJD", "ok 414243414243414243")]
    public void Decode_AnyText_IsWhatGoMakesOfIt(string text, string expected) => Decode(text).ShouldBe(expected);

    [Fact]
    public void Decode_WhatEncodeMade_IsTheSameBytes()
    {
        var random = new Random(5);
        for (var length = 0; length < 200; length++)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);

            var encoded = GoBase64.Encode(Context, new ByteString(bytes));
            GoBase64.Decode(Context, encoded).Span.SequenceEqual(bytes).ShouldBeTrue($"{length} bytes");
        }
    }

    private static string Decode(string text)
    {
        try
        {
            return $"ok {Convert.ToHexStringLower(GoBase64.Decode(Context, ByteString.FromString(text)).Span)}";
        }
        catch (TemplateFunctionException problem)
        {
            return problem.Text.Full;
        }
    }
}
