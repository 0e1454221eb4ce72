using Confd.Engine.Templates.Sprig;
using Confd.GoTemplate;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Tests.Templates.Sprig;

public sealed class GoBase32Tests
{
    private static readonly RenderContext Context = new();

    // Texts, bytes and errors recorded from base32.StdEncoding of Go.
    [Theory]
    [InlineData("", "ok ")]
    [InlineData("\r\n", "ok ")]
    [InlineData("MFRGG===", "ok 616263")]
    [InlineData("MF\nRG\rG===\n", "ok 616263")]
    [InlineData("Z\r", "illegal base32 data at input byte 0")]
    [InlineData("7\u0000", "illegal base32 data at input byte 1")]
    [InlineData("MFRGGMFRGGa12Z=", "illegal base32 data at input byte 10")]
    [InlineData("AZABCDEFGH=", "illegal base32 data at input byte 11")]
    [InlineData("MFRGGMFRGG=\u0000", "illegal base32 data at input byte 12")]
    [InlineData("ABCDEFGH27==\u0000", "illegal base32 data at input byte 13")]
    [InlineData("MFRGGMFRGG====", "illegal base32 data at input byte 14")]
    [InlineData("AABCDEFGHZ====a", "illegal base32 data at input byte 15")]
    [InlineData("ABCDEFGHZA2MFRGG\u0000", "illegal base32 data at input byte 16")]
    [InlineData("ABCDEFGHABCDEFGH7=", "illegal base32 data at input byte 17")]
    [InlineData("ABCDEFGHAABCDEFGH\r2aZ\u0000", "illegal base32 data at input byte 18")]
    [InlineData("A2\u0000", "illegal base32 data at input byte 2")]
    [InlineData("Z\rABCDEFGHMFRGGMFRGG21a", "illegal base32 data at input byte 20")]
    [InlineData("MFRGGABCDEFGHABCDEFGH=A==\r", "illegal base32 data at input byte 21")]
    [InlineData("ABCDEFGHZABCDEFGH7\n====", "illegal base32 data at input byte 22")]
    [InlineData("MFRGGMFRGG\nABCDEFGH====Z", "illegal base32 data at input byte 23")]
    [InlineData("MFRGG7ABCDEFGH2MFRGGMFRGG", "illegal base32 data at input byte 24")]
    [InlineData("AABCDEFGHMFRGGABCDEFGHMFRGG\u0000", "illegal base32 data at input byte 27")]
    [InlineData("AZZa", "illegal base32 data at input byte 3")]
    [InlineData("ABCDEFGHABCDEFGHMFRGGAABCDEFGH\u0000\r", "illegal base32 data at input byte 30")]
    [InlineData("MFRGGZABCDEFGHABCDEFGHABCDEFGH2ABCDEFGH", "illegal base32 data at input byte 32")]
    [InlineData("ABCDEFGH7ABCDEFGHABCDEFGHABCDEFGH=", "illegal base32 data at input byte 33")]
    [InlineData("A7==", "illegal base32 data at input byte 4")]
    [InlineData("MFRGG======\nMFRGG", "illegal base32 data at input byte 5")]
    public void Decode_AnyText_IsWhatGoMakesOfIt(string text, string expected) => Decode(text).ShouldBe(expected);

    // RFC 4648, section 10.
    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY======")]
    [InlineData("fo", "MZXQ====")]
    [InlineData("foo", "MZXW6===")]
    [InlineData("foob", "MZXW6YQ=")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI======")]
    public void Encode_ExampleOfTheRfc_IsItsText(string text, string encoded) =>
        GoBase32.Encode(Context, ByteString.FromString(text)).ToString().ShouldBe(encoded);

    [Fact]
    public void Decode_WhatEncodeMade_IsTheSameBytes()
    {
        var random = new Random(6);
        for (var length = 0; length < 200; length++)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);

            var encoded = GoBase32.Encode(Context, new ByteString(bytes));
            GoBase32.Decode(Context, encoded).Span.SequenceEqual(bytes).ShouldBeTrue($"{length} bytes");
        }
    }

    private static string Decode(string text)
    {
        try
        {
            return $"ok {Convert.ToHexStringLower(GoBase32.Decode(Context, ByteString.FromString(text)).Span)}";
        }
        catch (TemplateFunctionException problem)
        {
            return problem.Text.Full;
        }
    }
}
