using System.IO.Compression;
using System.Text;
using Confd.DynamoDb.Journal;

namespace Confd.DynamoDb.Tests.Journal;

public sealed class JournalPayloadTests
{
    [Theory]
    [InlineData("short")]
    [InlineData("with \"quotes\", \\ and ünïcödé 🙂 in it, and long enough to be packed")]
    public void Read_WhatWasWritten_IsTheSame(string value)
    {
        var records = JournalPayload.Read(
            JournalPayload.Write([.. Enumerable.Range(1, 20).Select(n => Records.Put($"/k/{n}", $"{value} {n}", $"{n}"))]));
        records.Select(Records.Value).ShouldBe(Enumerable.Range(1, 20).Select(n => $"{value} {n}"));
        records.Select(record => record.SequenceNumber).ShouldBe(Enumerable.Range(1, 20).Select(n => $"{n}"));
        records[3].KeyText("key").ShouldBe("/k/4");
    }

    [Fact]
    public void Write_LargeImage_IsLeftOutButItsKeyIsNot()
    {
        var record = JournalPayload.Read(JournalPayload.Write([Records.Put("/k", new string('x', JournalPayload.MaxImageBytes))])).Single();
        (record.HasState, record.KeyText("key")).ShouldBe((false, "/k"));
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("é\t\"\\🙂")]
    public void Bytes_OfARecord_AreNeverBelowTheWrittenSize(string piece)
    {
        var record = Records.Put(
            string.Concat(Enumerable.Repeat(piece, 50)), string.Concat(Enumerable.Repeat(piece, 900)), new string('9', 40));
        Unpacked(JournalPayload.Write([record])).ShouldBeLessThanOrEqualTo(JournalPayload.Bytes(record) + 2);
    }

    [Fact]
    public void Read_BombOfZeroes_IsRefused()
    {
        using var packed = new MemoryStream();
        packed.WriteByte(1);
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            var zeroes = new byte[1024 * 1024];
            for (var megabyte = 0; megabyte < 300; megabyte++)
            {
                gzip.Write(zeroes);
            }
        }

        packed.Length.ShouldBeLessThan(400 * 1024);
        Should.Throw<InvalidDataException>(() => JournalPayload.Read(packed.ToArray())).Message.ShouldContain("unpacks to more than");
    }

    [Theory]
    [InlineData("")]
    [InlineData("\u0002[]")]
    [InlineData("\0not json")]
    [InlineData("\0{}")]
    [InlineData("\0[1]")]
    [InlineData("\0[{}]")]
    [InlineData("\0[{\"eventName\":\"MODIFY\",\"dynamodb\":{}}]")]
    [InlineData("\0[{\"eventName\":\"MODIFY\",\"dynamodb\":{\"SequenceNumber\":\"1\",\"Keys\":[]}}]")]
    [InlineData("\0[{\"eventName\":\"MODIFY\",\"dynamodb\":{\"SequenceNumber\":\"1\",\"Keys\":{\"key\":\"x\"}}}]")]
    [InlineData("\0[{\"eventName\":\"MODIFY\",\"dynamodb\":{\"SequenceNumber\":\"1\",\"Keys\":{\"key\":{\"S\":1}}}}]")]
    [InlineData("\0[{\"eventName\":\"MODIFY\",\"dynamodb\":{\"SequenceNumber\":\"1\",\"Keys\":{},\"NewImage\":{\"value\":{\"S\":{}}}}}]")]
    [InlineData("\0[{\"eventName\":\"NEWS\",\"dynamodb\":{\"SequenceNumber\":\"1\",\"Keys\":{}}}]")]
    [InlineData("\u0001not gzip")]
    public void Read_NoPayload_IsRefused(string bytes) =>
        Should.Throw<InvalidDataException>(() => JournalPayload.Read(Encoding.UTF8.GetBytes(bytes)));

    [Fact]
    public void WriteHistory_BothImages_ComeBack()
    {
        var record = JournalPayload.ReadHistory(JournalPayload.WriteHistory([Records.Put("/k", "after", before: "before")], 1000)!)
            .Single();
        record.OldImage!.Value.GetProperty("value").GetProperty("S").GetString().ShouldBe("before");
        Records.Value(record).ShouldBe("after");
    }

    [Fact]
    public void WriteHistory_MoreThanTheLimit_LeavesTheLargestOut()
    {
        var random = new Random(1);
        var noise = new byte[60_000];
        random.NextBytes(noise);
        var history = JournalPayload.WriteHistory(
            [Records.Put("/large", "x", before: Convert.ToBase64String(noise)), Records.Put("/small", "y", before: "z")], 10_000)!;
        history.Length.ShouldBeLessThanOrEqualTo(10_000);
        JournalPayload.ReadHistory(history).Select(record => record.OldImage is not null).ShouldBe([false, true]);
    }

    private static int Unpacked(byte[] payload)
    {
        if (payload[0] == 0)
        {
            return payload.Length - 1;
        }

        using var gzip = new GZipStream(new MemoryStream(payload[1..]), CompressionMode.Decompress);
        using var output = new MemoryStream();
        gzip.CopyTo(output);
        return (int)output.Length;
    }
}
