using Confd.Flags.Contexts;

namespace Confd.Flags.Tests.Contexts;

public sealed class SecureModeTests
{
    // The first is LaunchDarkly's own example: the SDK key "secret", the user "Message". The others are by openssl:
    // printf 'org:a%%3Ab' | openssl dgst -sha256 -hmac secret
    [Theory]
    [InlineData("""{"key":"Message"}""", "aa747c502a898200f9e4fa21bac68136f886a0e27aec70ba06daf2e2a5cb5597")]
    [InlineData("""{"kind":"org","key":"a:b"}""", "b5eb54c16098ee08cfc6c4776b98d06edecc0ecc8fb82a808ef2c0acb6c85f88")]
    [InlineData(
        """{"kind":"multi","user":{"key":"u"},"org":{"key":"o"}}""", "a40020954286d509058576f3babb2e2e32061cabf2b39d8c44be73eb6f91165b")]
    public void Hash_Context_IsTheOneThatBrowsersShow(string context, string expected) =>
        SecureMode.Hash("secret", EvaluationContext.Parse(context)).ShouldBe(expected);

    [Fact]
    public void Hash_InvalidContext_IsRefused() =>
        Should.Throw<ArgumentException>(() => SecureMode.Hash("secret", EvaluationContext.New("")))
            .Message.ShouldContain("key is missing or empty");
}
