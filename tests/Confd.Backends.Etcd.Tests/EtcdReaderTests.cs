using Confd.Backends.Etcd.Protocol;
using Confd.Backends.Etcd.Reading;
using Google.Protobuf;
using Grpc.Core;

namespace Confd.Backends.Etcd.Tests;

/// <summary>What a response must contain, so that a partial one does not look like deleted keys.</summary>
public sealed class EtcdReaderTests
{
    private static readonly KeyRange[] Ranges = [.. KeyRange.Of(["/a"])];

    [Fact]
    public void Whole_ResponseToEachRange_IsAccepted()
    {
        Should.NotThrow(() => EtcdReader.Whole(Answer(Found(), Found("/a/x", "/a/y")), Ranges));
        Should.NotThrow(() => EtcdReader.Whole(Answer(Found("/a"), More("/a/x", "/a/y")), Ranges));
    }

    [Fact]
    public void Whole_PartIsMissingOrInvalid_IsRefused()
    {
        var headless = Answer(Found(), Found());
        headless.Header = null;

        foreach (var answer in new[]
        {
            new TxnResponse(), headless, Answer(), Answer(Found()), Answer(Found(), new ResponseOp()), Answer(Found(), Found(), Found()),
            Answer(Found(), More()), Answer(Found(), More("/a")), Answer(Found(), More("/a0")), Answer(More("/b"), Found()),
        })
        {
            Should.Throw<RpcException>(() => EtcdReader.Whole(answer, Ranges)).StatusCode.ShouldBe(StatusCode.Unavailable);
        }
    }

    private static TxnResponse Answer(params ResponseOp[] found) => new() { Header = new() { Revision = 7 }, Responses = { found } };

    private static ResponseOp Found(params string[] keys) => new()
    {
        ResponseRange = new() { Kvs = { keys.Select(key => new KeyValue { Key = ByteString.CopyFromUtf8(key) }) } },
    };

    private static ResponseOp More(params string[] keys)
    {
        var found = Found(keys);
        found.ResponseRange.More = true;
        return found;
    }
}
