using System.Net.Sockets;
using Confd.Backends.Redis.Connections;
using Confd.TestSupport;

namespace Confd.Backends.Redis.Tests;

public sealed class RedisNodeTests
{
    [Theory]
    [InlineData("127.0.0.1:6380", "127.0.0.1:6380", 0)]
    [InlineData("127.0.0.1", "127.0.0.1:6379", 0)]
    [InlineData("127.0.0.1:6380/7", "127.0.0.1:6380", 7)]
    [InlineData("[::1]:6380/7", "[::1]:6380", 7)]
    [InlineData("redis.example.com:6380", "Unspecified/redis.example.com:6380", 0)]
    [InlineData("redis.example.com", "Unspecified/redis.example.com:6379", 0)]
    [InlineData("redis://redis.example.com:6380/3", "Unspecified/redis.example.com:6380", 3)]
    public void Parse_Address_IsItsEndpointAndDatabase(string text, string place, int database)
    {
        var node = RedisNode.Parse(text, hasTlsFiles: false);

        (node.EndPoint?.ToString(), node.Database, node.IsTls, node.Text).ShouldBe((place, database, false, text));
    }

    [Theory]
    [InlineData("127.0.0.1:6379/x")]
    [InlineData("host:port")]
    [InlineData("host:6379/1/2x")]
    [InlineData(":6379")]
    [InlineData("")]
    public void Parse_InvalidAddress_HasNoEndpoint(string text) => RedisNode.Parse(text, hasTlsFiles: false).EndPoint.ShouldBeNull();

    [Theory]
    [InlineData("127.0.0.1:1", false, false)]
    [InlineData("127.0.0.1:1", true, true)]
    [InlineData("rediss://127.0.0.1:1", false, true)]
    [InlineData("redis://127.0.0.1:1", true, false)]
    public void Parse_Scheme_DecidesBeforeFiles(string text, bool hasTlsFiles, bool isTls) =>
        RedisNode.Parse(text, hasTlsFiles).IsTls.ShouldBe(isTls);

    [Fact]
    public void Parse_PathOfAFile_IsASocket()
    {
        using var folder = new TempDirectory();
        var path = folder.Write("redis.sock", "");

        RedisNode.Parse(path, hasTlsFiles: true).EndPoint.ShouldBeOfType<UnixDomainSocketEndPoint>().ToString().ShouldBe(path);
    }

    [Fact]
    public void Parse_PasswordInTheAddress_IsRefusedWithoutIt()
    {
        var failed = Should.Throw<KeyBackendException>(() => RedisNode.Parse("redis://user:hunter2@host:6379", hasTlsFiles: false));

        failed.Message.ShouldContain("set username and password");
        failed.Message.ShouldNotContain("hunter2");
    }

    [Theory]
    [InlineData("redis.example.com:1", "redis.example.com")]
    [InlineData("127.0.0.1:1", "127.0.0.1")]
    public void Host_OfANode_IsWhatItsCertificateNames(string text, string host) =>
        RedisNode.Parse(text, hasTlsFiles: true).Host.ShouldBe(host);
}
