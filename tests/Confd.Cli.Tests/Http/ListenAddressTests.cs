using Confd.Cli.Http;

namespace Confd.Cli.Tests.Http;

public sealed class ListenAddressTests
{
    [Theory]
    [InlineData(":9100", "[::]:9100")]
    [InlineData("127.0.0.1:9100", "127.0.0.1:9100")]
    [InlineData("localhost:9100", "127.0.0.1:9100")]
    [InlineData("[::1]:9100", "[::1]:9100")]
    [InlineData("0.0.0.0:0", "0.0.0.0:0")]
    [InlineData("0.0.0.0:", "0.0.0.0:0")]
    [InlineData("0.0.0.0:+", "0.0.0.0:0")]
    [InlineData("0.0.0.0:-0", "0.0.0.0:0")]
    [InlineData("0.0.0.0:+09100", "0.0.0.0:9100")]
    public void Parse_Address_IsReadLikeGo(string text, string expected) => ListenAddress.Parse(text).ToString().ShouldBe(expected);

    [Theory]
    [InlineData("9100", "listen tcp: address 9100: missing port in address")]
    [InlineData("127.0.0.1:99999", "listen tcp: address 99999: invalid port")]
    [InlineData("::1:9100", "listen tcp: address ::1:9100: too many colons in address")]
    [InlineData("127.0.0.1:+70000", "listen tcp: address +70000: invalid port")]
    [InlineData("127.0.0.1:-9100", "listen tcp: address -9100: invalid port")]
    [InlineData("127.0.0.1: 9100", "listen tcp: lookup tcp/ 9100: unknown port")]
    [InlineData("127.0.0.1:9100 ", "listen tcp: lookup tcp/9100 : unknown port")]
    [InlineData("127.0.0.1:9100\0", "listen tcp: lookup tcp/9100\0: unknown port")]
    [InlineData(":web-ish", "listen tcp: lookup tcp/web-ish: unknown port")]
    [InlineData("[::1]", "listen tcp: address [::1]: missing port in address")]
    public void Parse_InvalidAddress_FailsLikeGo(string text, string message) =>
        Should.Throw<FormatException>(() => ListenAddress.Parse(text)).Message.ShouldBe(message);
}
