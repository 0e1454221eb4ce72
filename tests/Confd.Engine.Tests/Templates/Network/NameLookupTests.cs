using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Confd.Engine.Templates.Network;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Templates.Network;

public sealed class NameLookupTests
{
    private const ushort Response = 0x8180;
    private const ushort TruncatedResponse = 0x8380;
    private const ushort NoSuchName = 0x8183;
    private const ushort ServerFailure = 0x8182;

    [Fact]
    public void LookupServices_Records_AreRead()
    {
        using var server = new DnsServer((question, _) => DnsServer.Answer(
            question, Response, DnsServer.Service(10, 5, 80, "web1.example.com"), DnsServer.Service(20, 0, 8080, "web2.*")));
        Lookup(server).ShouldBe(["web1.example.com. 80 10 5", "web2._http._tcp.example.com. 8080 20 0"]);
        server.Queries.ShouldBe(1);
    }

    [Fact]
    public void LookupServices_Query_IsWellFormed()
    {
        byte[]? asked = null;
        using var server = new DnsServer((question, _) =>
        {
            asked = question;
            return DnsServer.Answer(question, Response, DnsServer.Service(1, 1, 1, "a.b"));
        });
        Lookup(server);
        asked![2..12].ShouldBe(new byte[] { 1, 0, 0, 1, 0, 0, 0, 0, 0, 1 });
        Encoding.ASCII.GetString(asked[12..^11]).ShouldBe("\u0005_http\u0004_tcp\u0007example\u0003com\0\0\u0021\0\u0001");
        asked[^11..].ShouldBe(new byte[] { 0, 0, 41, 4, 0xD0, 0, 0, 0, 0, 0, 0 });
    }

    [Fact]
    public void LookupServices_Truncated_QueriesAgainOverTcp()
    {
        using var server = new DnsServer((question, isTcp) => isTcp
            ? DnsServer.Answer(question, Response, DnsServer.Service(1, 2, 3, "big.example.com"))
            : DnsServer.Answer(question, TruncatedResponse));
        Lookup(server).ShouldBe(["big.example.com. 3 1 2"]);
        server.Queries.ShouldBe(2);
    }

    [Fact]
    public void LookupServices_NoSuchName_TriesSearchDomainsThenIsEmpty()
    {
        var names = new List<string>();
        using var server = new DnsServer((question, _) =>
        {
            lock (names)
            {
                names.Add(Encoding.ASCII.GetString(question[12..^15]).Replace('\u0003', '.'));
            }

            return DnsServer.Answer(question, NoSuchName);
        });
        Lookup(server, settings => settings with { SearchDomains = ["net.", "org."] }).ShouldBeEmpty();
        names.Count.ShouldBe(3);
        names[1].ShouldEndWith("com.net\0");
        names[2].ShouldEndWith("com.org\0");
    }

    [Fact]
    public void LookupServices_FailingServer_UsesTheNextOne()
    {
        using var failing = new DnsServer((question, _) => DnsServer.Answer(question, ServerFailure));
        using var healthy = new DnsServer((question, _) => DnsServer.Answer(question, Response, DnsServer.Service(1, 1, 1, "a.b")));
        Lookup(failing, settings => settings with { Servers = [failing.Endpoint, healthy.Endpoint] }).ShouldBe(["a.b. 1 1 1"]);
    }

    [Fact]
    public async Task LookupServices_SilentServer_TimesOut()
    {
        using var server = new DnsServer((_, _) => null);
        Lookup(server, settings => settings with { Timeout = TimeSpan.FromMilliseconds(20) }).ShouldBeEmpty();

        // A caller that timed out did not wait until its query was read: the marker comes after the last of them.
        await server.ReadAllAsync(Cancellation);
        server.Queries.ShouldBe(2);
    }

    [Fact]
    public void LookupServices_DamagedResponses_GiveNoRecords()
    {
        // A pointer to itself, a record that ends early, random tails.
        byte[][] tails =
        [
            [0xC0, 33, 0, 33],
            [0xC0, 12, 0, 33, 0, 1, 0, 0, 0, 60, 0, 50, 0, 1],
            [.. Enumerable.Repeat((byte)0xFF, 300)],
            [],
        ];
        foreach (var tail in tails)
        {
            using var server = new DnsServer((question, _) => DnsServer.Answer(question, Response, tail));
            Lookup(server).ShouldBeEmpty();
        }
    }

    [Fact]
    public void LookupServices_ResponseToAnotherQuery_IsIgnored()
    {
        using var server = new DnsServer((question, _) =>
        {
            var answer = DnsServer.Answer(question, Response, DnsServer.Service(1, 1, 1, "evil.example.com"));
            answer[0] ^= 0xFF;
            return answer;
        });
        Lookup(server, settings => settings with { Timeout = TimeSpan.FromMilliseconds(20) }).ShouldBeEmpty();
    }

    [Fact]
    public void LookupServices_ImpossibleName_QueriesNoServer()
    {
        using var server = new DnsServer((_, _) => null);
        Names(server).LookupServices("http", "tcp", "a b", CancellationToken.None).ShouldBeEmpty();
        Names(server).LookupServices("", "", "", CancellationToken.None).ShouldBeEmpty();
        server.Queries.ShouldBe(0);
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("::1", "::1")]
    [InlineData("2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1")]
    [InlineData("1:0:2:0:3:0:4:0", "1:0:2:0:3:0:4:0")]
    [InlineData("::", "::")]
    [InlineData("1::", "1::")]
    [InlineData("::ffff:10.0.0.1", "10.0.0.1")]
    [InlineData("::1.2.3.4", "::102:304")]
    [InlineData("fe80::1%lo", "fe80::1")]
    public void LookupAddresses_Address_IsItself(string host, string expected) =>
        new NameLookup(() => new ResolverSettings(), NoAddress).LookupAddresses(host, Cancellation).ShouldBe([expected]);

    [Theory]
    [InlineData("127.1")]
    [InlineData("010.0.0.1")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("2130706433")]
    [InlineData("256.0.0.1")]
    [InlineData("[::1]")]
    [InlineData("")]
    [InlineData("no such host")]
    [InlineData("nowhere.invalid")]
    public void LookupAddresses_NoAddress_IsEmpty(string host) =>
        new NameLookup(() => new ResolverSettings(), NoAddress).LookupAddresses(host, Cancellation).ShouldBeEmpty();

    // The C library would read them as 127.0.0.1.
    [Theory]
    [InlineData("0x7f.1")]
    [InlineData("0x7f000001")]
    public void LookupAddresses_AddressOfTheCLibraryAlone_IsNotQueried(string host) =>
        new NameLookup(() => new ResolverSettings(), _ => [IPAddress.Loopback]).LookupAddresses(host, Cancellation).ShouldBeEmpty();

    [Fact]
    public void LookupAddresses_Host_UsesTheResolver() =>
        new NameLookup(() => new ResolverSettings(), _ => [IPAddress.Parse("10.0.0.2"), IPAddress.Parse("::2")])
            .LookupAddresses("db.example.com", Cancellation).ShouldBe(["10.0.0.2", "::2"]);

    // As the C library waits for a name server that takes a connection and says nothing.
    [Fact]
    public async Task LookupAddresses_ResolverHangs_TimesOutAndIsQueriedOncePerHost()
    {
        using var end = new ManualResetEventSlim();
        var asked = new ConcurrentBag<string>();
        var settings = new ResolverSettings { Servers = [new(IPAddress.Loopback, 1)], Timeout = TimeSpan.FromMilliseconds(1) };
        var log = new RecordedLog();
        var names = new NameLookup(
            () => settings,
            host =>
            {
                asked.Add(host);
                end.Wait(Cancellation);
                return [IPAddress.Parse("10.0.0.2")];
            },
            log);

        for (var number = 0; number < 20; number++)
        {
            names.LookupAddresses("hangs.test", Cancellation).ShouldBeEmpty();
            names.LookupAddresses($"{number}.hangs.test", Cancellation).ShouldBeEmpty();
        }

        // A thread needs a moment to begin.
        await Eventually.IsSoAsync(() => asked.Count == 16, Cancellation);
        asked.Count(host => host == "hangs.test").ShouldBe(1);
        log.Warnings.ShouldBe(
            ["The resolver does not respond for 16 names that templates look up: until it does, other names have no addresses"]);
        end.Set();
    }

    [Fact]
    public async Task LookupAddresses_RunEndsWhileTheResolverHangs_Returns()
    {
        using var end = new ManualResetEventSlim();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var asked = new TaskCompletionSource();
        var names = new NameLookup(
            () => new ResolverSettings(),
            _ =>
            {
                asked.SetResult();
                end.Wait(Cancellation);
                return [];
            });

        var lookup = Task.Run(() => names.LookupAddresses("hangs.test", stop.Token), Cancellation);
        await asked.Task.WaitAsync(Cancellation);
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => lookup);
        end.Set();
    }

    private static IPAddress[] NoAddress(string host) => throw new SocketException((int)SocketError.HostNotFound);

    private static string[] Lookup(DnsServer server, Func<ResolverSettings, ResolverSettings>? change = null) =>
        [.. Names(server, change).LookupServices("http", "tcp", "example.com", Cancellation)
            .Select(record => $"{record.Target} {record.Port} {record.Priority} {record.Weight}")];

    private static NameLookup Names(DnsServer server, Func<ResolverSettings, ResolverSettings>? change = null)
    {
        var settings = new ResolverSettings { Servers = [server.Endpoint], Timeout = TimeSpan.FromMinutes(1) };
        return new NameLookup(() => change is null ? settings : change(settings), NoAddress);
    }
}
