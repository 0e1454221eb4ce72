using Confd.Cli.Flags.Sync;

namespace Confd.Cli.Tests.Flags.Sync;

public sealed class WebhookSignatureTests
{
    // printf %s '{"a":"ü"}' | openssl dgst -sha256 -hmac s3cret
    private const string Signature = "cb1ae85f1d0c8e01b91effed68518eaceddd27aca134c63cd342727a28881b2f";

    [Theory]
    [InlineData(Signature, true)]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000", false)]
    [InlineData("zz00000000000000000000000000000000000000000000000000000000000000", false)]
    [InlineData(Signature + "00", false)]
    [InlineData("CB1AE85F1D0C8E01B91EFFED68518EACEDDD27ACA134C63CD342727A28881B2F", false)]
    public void IsValid_AnySignature_OnlyTheRightOneIs(string? signature, bool expected) =>
        IsValid("s3cret"u8, "{\"a\":\"ü\"}"u8, signature).ShouldBe(expected);

    [Fact]
    public void IsValid_OtherSecretOrBody_IsNot()
    {
        IsValid("other"u8, "{\"a\":\"ü\"}"u8, Signature).ShouldBeFalse();
        IsValid("s3cret"u8, "{\"a\":\"u\"}"u8, Signature).ShouldBeFalse();
    }

    private static bool IsValid(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> body, string? signature)
    {
        using var made = new WebhookSignature(secret);
        made.Add(body[..2]);
        made.Add(body[2..]);
        return made.IsValid(signature);
    }
}
