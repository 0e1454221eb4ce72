using System.Text;
using Confd.Backends.Redis.Connections;

namespace Confd.Backends.Redis.Tests;

/// <summary>Which bytes of a server reach the client: valid Redis replies that can neither end the process nor fill its memory.</summary>
public sealed class BoundedRepliesTests
{
    private const string Foreign = "the server is not Redis";

    [Theory]
    [InlineData("+PONG\r\n")]
    [InlineData("-ERR no such thing\r\n:12\r\n:-1\r\n")]
    [InlineData("$5\r\na\r\n$b\r\n$0\r\n\r\n$-1\r\n+OK\r\n")]
    [InlineData("*2\r\n$1\r\n0\r\n*3\r\n$2\r\nab\r\n$-1\r\n:7\r\n+OK\r\n*0\r\n*-1\r\n$1\r\nx\r\n")]
    public async Task Read_RepliesOfRedis_AreAcceptedHoweverTheyAreSplit(string answers)
    {
        for (var size = 1; size <= answers.Length; size++)
        {
            (await ReadAsync(answers, size)).ShouldBe(answers);
        }
    }

    [Theory]
    [InlineData("$2147483647\r\nx", ResponseLimit.Exceeded)]
    [InlineData("$33554433\r\nx", ResponseLimit.Exceeded)]
    [InlineData("*2\r\n$1\r\n0\r\n*1000000\r\n", ResponseLimit.Exceeded)]
    [InlineData("*2147483647\r\n", ResponseLimit.Exceeded)]
    [InlineData("$2147483648\r\nx", Foreign)]
    [InlineData("$99999999999999999999\r\nx", Foreign)]
    [InlineData("$?\r\n", Foreign)]
    [InlineData("%1\r\n", Foreign)]
    [InlineData("HTTP/1.1 400 Bad Request\r\n", Foreign)]
    [InlineData("$1\r\nx\r\n\r\n", Foreign)]
    public async Task Read_InvalidReply_Fails(string answers, string reason)
    {
        for (var size = 1; size <= answers.Length; size++)
        {
            (await Should.ThrowAsync<InvalidDataException>(() => ReadAsync(answers, size))).Message.ShouldBe(reason);
        }
    }

    [Fact]
    public async Task Read_EndlessLineOrReplyAboveTheLimit_Fails()
    {
        var value = $"${20 << 20}\r\n{new string('x', 20 << 20)}\r\n";

        await Should.ThrowAsync<InvalidDataException>(() => ReadAsync("+" + new string('x', 100_000), 4096));
        await Should.ThrowAsync<InvalidDataException>(() => ReadAsync("*2\r\n" + value + value, 4096));
        (await ReadAsync(value + value, 4096)).Length.ShouldBe(2 * value.Length);
    }

    private static async Task<string> ReadAsync(string answers, int atOnce)
    {
        Exception? refused = null;
        await using var stream = new BoundedReplies(new MemoryStream(Encoding.ASCII.GetBytes(answers)), failed => refused = failed);
        var read = new StringBuilder();
        var buffer = new byte[atOnce];
        try
        {
            while (await stream.ReadAsync(buffer, Cancellation) is > 0 and var count)
            {
                read.Append(Encoding.ASCII.GetString(buffer, 0, count));
            }
        }
        catch (InvalidDataException failed)
        {
            refused.ShouldBeSameAs(failed);
            throw;
        }

        return read.ToString();
    }
}
