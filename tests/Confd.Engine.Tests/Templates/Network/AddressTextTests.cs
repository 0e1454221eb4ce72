using System.Net;
using System.Text;
using Confd.Engine.Templates.Network;

namespace Confd.Engine.Tests.Templates.Network;

public sealed class AddressTextTests
{
    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("0.0.0.0", "0.0.0.0")]
    [InlineData("::1", "::1")]
    [InlineData("::", "::")]
    [InlineData("2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1")]
    [InlineData("2001:db8:0:1:0:0:0:1", "2001:db8:0:1::1")]
    [InlineData("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1")]
    [InlineData("1:0:0:2:0:0:0:0", "1:0:0:2::")]
    [InlineData("0:0:1::", "0:0:1::")]
    [InlineData("::ffff:10.1.2.3", "10.1.2.3")]
    [InlineData("::1.2.3.4", "::102:304")]
    public void Format_Address_IsAsGoPrintsIt(string text, string expected) =>
        AddressText.Format(AddressText.TryParse(text).ShouldNotBeNull()).ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData("127.1")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("127.0.0.01")]
    [InlineData("127.0.0.256")]
    [InlineData("127.0.0.1.")]
    [InlineData(" 127.0.0.1")]
    [InlineData("1.2.3")]
    [InlineData("[::1]")]
    [InlineData(":::")]
    [InlineData("1::2::3")]
    [InlineData("localhost")]
    public void TryParse_TextThatGoRefuses_IsRefused(string text) => AddressText.TryParse(text).ShouldBeNull();

    [Fact]
    public void Format_RandomAddresses_AreReadBackAsTheSame()
    {
        var random = new Random(3);
        for (var round = 0; round < 2000; round++)
        {
            var bytes = new byte[16];
            random.NextBytes(bytes);
            for (var group = 0; group < 8; group++)
            {
                if (random.Next(2) == 0)
                {
                    bytes.AsSpan(group * 2, 2).Clear();
                }
            }

            var address = new IPAddress(bytes);
            IPAddress.Parse(AddressText.Format(address)).ShouldBe(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
        }
    }

    [Theory]
    [InlineData("example.com", true)]
    [InlineData("example.com.", true)]
    [InlineData("_service._tcp.example", true)]
    [InlineData("a-b", true)]
    [InlineData(".", true)]
    [InlineData("", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("a..b", false)]
    [InlineData("-a.b", false)]
    [InlineData("a-.b", false)]
    [InlineData("a b", false)]
    [InlineData("ä.de", false)]
    [InlineData("example.com..", false)]
    public void IsValid_Name_FollowsTheDomainNameSystem(string name, bool isValid) => DnsName.IsValid(name).ShouldBe(isValid);

    [Fact]
    public void IsValid_LongNames_AreTakenUpToTheBoundsOfTheProtocol()
    {
        DnsName.IsValid(new string('a', 63)).ShouldBeTrue();
        DnsName.IsValid(new string('a', 64)).ShouldBeFalse();
        var long253 = string.Join('.', Enumerable.Repeat(new string('a', 63), 3)) + "." + new string('b', 61);
        long253.Length.ShouldBe(253);
        DnsName.IsValid(long253).ShouldBeTrue();
        DnsName.IsValid(long253 + "c").ShouldBeFalse();
    }

    [Fact]
    public void DnsMessage_ResponseWithPointers_IsReadThroughThem()
    {
        var question = DnsMessage.BuildQuestion(7, "_http._tcp.example.");
        var answer = Answer(question, Record([0xC0, 12], 1, 2, 443, [3, .. "web"u8, 0xC0, 23]));

        DnsMessage.TryReadAnswer(answer, out var records).ShouldBeTrue();
        records.ShouldBe([new ServiceRecord("web.example.", 443, 1, 2)]);
    }

    [Theory]
    [InlineData(new byte[] { 0xC0, 54 })]
    [InlineData(new byte[] { 0xC0, 0xFF })]
    [InlineData(new byte[] { 63, 1, 2 })]
    public void DnsMessage_NameWithABrokenPointer_IsADamagedResponse(byte[] name)
    {
        var question = DnsMessage.BuildQuestion(7, "_http._tcp.example.");

        DnsMessage.TryReadAnswer(Answer(question, Record([0xC0, 12], 1, 2, 443, name)), out var records).ShouldBeFalse();
        records.ShouldBeNull();
    }

    [Fact]
    public void DnsMessage_EveryTruncation_DoesNotThrow()
    {
        var question = DnsMessage.BuildQuestion(7, "_http._tcp.example.");
        var whole = Answer(question, Record([0xC0, 12], 1, 2, 443, [3, .. "web"u8, 0xC0, 23]));

        for (var length = 12; length < whole.Length; length++)
        {
            DnsMessage.TryReadAnswer(whole.AsSpan(0, length), out _).ShouldBeFalse($"{length} bytes");
        }
    }

    [Fact]
    public void DnsMessage_ResponseToAnotherQuery_IsRefused()
    {
        var question = DnsMessage.BuildQuestion(7, "_http._tcp.example.");
        var other = DnsMessage.BuildQuestion(7, "_http._tcp.exbmple.");

        DnsMessage.IsAnswerTo(Answer(question), question).ShouldBeTrue();
        DnsMessage.IsAnswerTo(Answer(DnsMessage.BuildQuestion(7, "_HTTP._tcp.Example.")), question).ShouldBeTrue();
        DnsMessage.IsAnswerTo(Answer(other), question).ShouldBeFalse();
        DnsMessage.IsAnswerTo(Answer(DnsMessage.BuildQuestion(8, "_http._tcp.example.")), question).ShouldBeFalse();
        DnsMessage.IsAnswerTo(question, question).ShouldBeFalse("it is a question");
        DnsMessage.IsAnswerTo(Encoding.ASCII.GetBytes("short"), question).ShouldBeFalse();
    }

    // The question with the flag of an answer, one record behind it where there is one; without the options of the question.
    private static byte[] Answer(byte[] question, byte[]? record = null)
    {
        var answer = question[..^11];
        answer[2] |= 0x80;
        answer[7] = (byte)(record is null ? 0 : 1);
        answer[11] = 0;
        return [.. answer, .. record ?? []];
    }

    private static byte[] Record(byte[] name, byte priority, byte weight, ushort port, byte[] target) =>
    [
        .. name, 0, 33, 0, 1, 0, 0, 0, 60, 0, (byte)(6 + target.Length), 0, priority, 0, weight, (byte)(port >> 8), (byte)port, .. target,
    ];
}
