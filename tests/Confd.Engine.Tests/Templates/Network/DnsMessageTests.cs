using System.Buffers.Binary;
using System.Text;
using Confd.Engine.Templates.Network;

namespace Confd.Engine.Tests.Templates.Network;

public sealed class DnsMessageTests
{
    private const ushort Response = 0x8180;

    [Fact]
    public void BuildQuestion_Name_IsEncodedAsInTheRfc() =>
        Convert.ToHexStringLower(DnsMessage.BuildQuestion(0x1234, "_http._tcp.ab.")).ShouldBe(
            "1234" + "0100" + "0001" + "0000" + "0000" + "0001" // header: recursion desired, one question, one option record
            + "055f68747470" + "045f746370" + "026162" + "00" + "0021" + "0001" // labels, SRV, IN
            + "00" + "0029" + "04d0" + "0000" + "0000" + "0000"); // options: 1232 bytes of UDP

    [Fact]
    public void TryReadAnswer_Records_AreReadWithDecompressedNames()
    {
        var question = DnsMessage.BuildQuestion(7, "_x._tcp.test.");
        var answer = Answer(question, Record("c00c", 10, 20, 8080, Labels("web", "test")), Record("c00c", 1, 2, 53, [0xC0, 0x14]));

        DnsMessage.IsAnswerTo(answer, question).ShouldBeTrue();
        DnsMessage.IsTruncated(answer).ShouldBeFalse();
        DnsMessage.TryReadAnswer(answer, out var records).ShouldBeTrue();

        records.ShouldBe([
            new ServiceRecord("web.test.", 8080, 10, 20),
            new ServiceRecord("test.", 53, 1, 2),
        ]);
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(5, false)]
    public void TryReadAnswer_NoRecords_IsAResponseUnlessTheServerFailed(int code, bool isAnswer)
    {
        var answer = Answer(DnsMessage.BuildQuestion(7, "x."));
        answer[3] |= (byte)code;

        DnsMessage.TryReadAnswer(answer, out var records).ShouldBe(isAnswer);

        records.ShouldBeNull();
    }

    [Fact]
    public void IsAnswerTo_AnotherQueryOrNoResponse_IsFalse()
    {
        var question = DnsMessage.BuildQuestion(7, "good.test.");
        var good = Answer(question);

        DnsMessage.IsAnswerTo(good, question).ShouldBeTrue();
        DnsMessage.IsAnswerTo(Answer(DnsMessage.BuildQuestion(7, "GOOD.Test.")), question).ShouldBeTrue("names have no case");
        DnsMessage.IsAnswerTo(Answer(DnsMessage.BuildQuestion(8, "good.test.")), question).ShouldBeFalse("the number of another");
        DnsMessage.IsAnswerTo(Answer(DnsMessage.BuildQuestion(7, "evil.test.")), question).ShouldBeFalse("another name");
        DnsMessage.IsAnswerTo(question, question).ShouldBeFalse("a question");
        DnsMessage.IsAnswerTo(good.AsSpan(0, 14), question).ShouldBeFalse("cut in the name");
        DnsMessage.IsAnswerTo(good.AsSpan(0, 3), question).ShouldBeFalse("cut in the header");
        DnsMessage.IsAnswerTo([], question).ShouldBeFalse();
    }

    [Fact]
    public void TryReadAnswer_TruncatedAnywhere_IsDamagedAndDoesNotThrow()
    {
        var answer = Answer(DnsMessage.BuildQuestion(7, "_x._tcp.test."), Record("c00c", 1, 1, 1, Labels("web", "test")));

        for (var length = 12; length < answer.Length; length++)
        {
            DnsMessage.TryReadAnswer(answer.AsSpan(0, length), out var records).ShouldBeFalse($"{length} bytes");
            records.ShouldBeNull();
        }
    }

    [Fact]
    public void TryReadAnswer_AnyBytes_DoesNotThrow()
    {
        var random = new Random(12);
        var answer = Answer(DnsMessage.BuildQuestion(7, "_x._tcp.test."), Record("c00c", 1, 1, 1, Labels("web", "test")));
        for (var round = 0; round < 20_000; round++)
        {
            var damaged = answer.ToArray();
            for (var change = random.Next(1, 6); change > 0; change--)
            {
                damaged[random.Next(2, damaged.Length)] = (byte)random.Next(256);
            }

            DnsMessage.TryReadAnswer(damaged, out _);
        }
    }

    [Theory]
    [InlineData("c00c")]
    [InlineData("0161c00c")]
    public void TryReadAnswer_NameThatPointsToItself_IsDamaged(string name)
    {
        // The name of the question is its own end.
        byte[] message = [0, 7, 0x81, 0x80, 0, 1, 0, 0, 0, 0, 0, 0, .. Convert.FromHexString(name), 0, 0x21, 0, 1];

        DnsMessage.TryReadAnswer(message, out _).ShouldBeFalse();
    }

    // Sixty-four labels, each record jumping through them again and again: a few kilobytes that would be gigabytes of names.
    [Fact]
    public void TryReadAnswer_NamesAboveTheLimit_AreRefused()
    {
        var labels = string.Concat(Enumerable.Repeat("3f" + new string('6', 126), 64));
        var message = new List<byte> { 0, 7, 0x81, 0x80, 0, 0, 0x03, 0xE8, 0, 0, 0, 0 };
        var start = 12 + 12;
        message.AddRange([0, 0, 0x21, 0, 1, 0, 0, 0, 0]);
        var body = Convert.FromHexString(labels);
        message.AddRange([(byte)((body.Length + 6) >> 8), (byte)(body.Length + 6), 0]);
        message.AddRange(body);
        for (var record = 0; record < 999; record++)
        {
            message.AddRange([0xC0, (byte)start, 0, 0x21, 0, 1, 0, 0, 0, 0, 0, 8, 0, 1, 0, 1, 0, 1, 0xC0, (byte)start]);
        }

        DnsMessage.TryReadAnswer([.. message], out var records).ShouldBeFalse();

        records.ShouldBeNull();
    }

    [Fact]
    public void TryReadAnswer_LongestName_IsRead()
    {
        string[] labels = [new('a', 63), new('b', 63), new('c', 63), new('d', 61)];
        var answer = Answer(DnsMessage.BuildQuestion(7, "x."), Record("c00c", 1, 1, 1, Labels(labels)));

        DnsMessage.TryReadAnswer(answer, out var records).ShouldBeTrue();

        records.ShouldNotBeNull().ShouldHaveSingleItem().Target.ShouldBe(string.Join('.', labels) + ".");
    }

    private static byte[] Labels(params string[] labels) =>
        [.. labels.SelectMany(label => Encoding.ASCII.GetBytes(label).Prepend((byte)label.Length)), 0];

    private static byte[] Record(string name, ushort priority, ushort weight, ushort port, byte[] target)
    {
        var data = new byte[6 + target.Length];
        BinaryPrimitives.WriteUInt16BigEndian(data, priority);
        BinaryPrimitives.WriteUInt16BigEndian(data.AsSpan(2), weight);
        BinaryPrimitives.WriteUInt16BigEndian(data.AsSpan(4), port);
        target.CopyTo(data, 6);
        return [.. Convert.FromHexString(name), 0, 0x21, 0, 1, 0, 0, 0, 60, (byte)(data.Length >> 8), (byte)data.Length, .. data];
    }

    // The question without its options, and the records behind it.
    private static byte[] Answer(byte[] question, params byte[][] records)
    {
        byte[] answer = [.. question[..^11], .. records.SelectMany(record => record)];
        BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(2), Response);
        BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(6), (ushort)records.Length);
        BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(10), 0);
        return answer;
    }
}
