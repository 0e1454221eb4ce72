using System.Net;
using System.Net.Sockets;
using Confd.Engine.Templates.Network;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Templates.Network;

public sealed class HostAddressesTests : IDisposable
{
    private static readonly IPAddress Interface = IPAddress.Parse("192.0.2.2");

    private readonly TempDirectory _directory = new();
    private readonly List<string> _asked = [];

    [Fact]
    public void Resolve_OwnName_HasTheAddressesOfTheHostsFileAlone()
    {
        var hosts = Make(
            "# 10.0.0.9 box\n127.0.0.1 localhost\n10.0.0.1\tbox.lan BOX # 10.0.0.8\n"
            + "::2 box\n010.0.0.1 box\n10.0.0.3 boxer\n\n");

        hosts.Resolve("Box").ShouldBe([IPAddress.Parse("10.0.0.1"), IPAddress.Parse("::2")]);
        _asked.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("127.0.0.1 localhost\n")]
    [InlineData(null)]
    public void Resolve_OwnNameNotInTheHostsFile_IsQueriedInDnsAsACompleteName(string? hostsFile)
    {
        Make(hostsFile).Resolve("box").ShouldBe([IPAddress.Parse("10.0.0.7")]);
        _asked.ShouldBe(["box.b.test.", "box.lan."]);
    }

    [Fact]
    public void Resolve_UnknownOwnName_HasNoAddress()
    {
        Make("", search: ["b.test."]).Resolve("box").ShouldBeEmpty();
        _asked.ShouldBe(["box.b.test.", "box."]);
    }

    [Fact]
    public void Resolve_OtherName_IsLeftToTheResolver()
    {
        Make("10.0.0.1 other\n").Resolve("other").ShouldBe([Interface]);
        _asked.ShouldBe(["other"]);
    }

    public void Dispose() => _directory.Dispose();

    private HostAddresses Make(string? hostsFile, string[]? search = null) => new()
    {
        HostsFile = hostsFile is null ? _directory["absent"] : _directory.Write("hosts", hostsFile),
        OwnName = () => "box",
        Settings = () => new ResolverSettings { SearchDomains = search ?? ["b.test.", "lan."] },
        Resolver = host =>
        {
            _asked.Add(host);
            return host switch
            {
                "box" or "other" => [Interface],
                "box.lan." => [IPAddress.Parse("10.0.0.7")],
                _ => throw new SocketException((int)SocketError.HostNotFound),
            };
        },
    };
}
