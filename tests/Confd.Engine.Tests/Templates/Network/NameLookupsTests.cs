using System.Net;
using Confd.Engine.Templates.Network;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Templates.Network;

/// <summary>Name servers that say nothing, for minutes by their own settings.</summary>
public sealed class NameLookupsTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly ManualResetEventSlim _end = new();
    private readonly DnsServer _server;
    private readonly FakeTimeProvider _clock = new();

    public NameLookupsTests() => _server = new DnsServer((_, isTcp) =>
    {
        // Without an answer the connection would be closed.
        if (isTcp)
        {
            _end.Wait(Cancellation);
        }

        return null;
    });

    public void Dispose()
    {
        _end.Set();
        _server.Dispose();
        _end.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Lookups_ServerDoesNotRespond_EndAtTheTotalLimitWithoutFurtherQueries(bool isTcp)
    {
        var lookups = Lookups(isTcp);
        var first = Task.Run(() => lookups.LookupServices("http", "tcp", "example.com", Cancellation), Cancellation);
        await Eventually.IsSoAsync(() => _server.Queries == 1, Cancellation);

        _clock.Advance(Limit);

        (await first.WaitAsync(TimeSpan.FromSeconds(30), Cancellation)).ShouldBeEmpty();
        lookups.LookupServices("http", "tcp", "example.com", Cancellation).ShouldBeEmpty();
        lookups.LookupAddresses("host.test", Cancellation).ShouldBeEmpty();
        lookups.LookupAddresses("127.0.0.1", Cancellation).ShouldBe(["127.0.0.1"]);
        _server.Queries.ShouldBe(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Lookups_RunEndsWhileAServerDoesNotRespond_Return(bool isTcp)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var lookups = Lookups(isTcp);
        var lookup = Task.Run(() => lookups.LookupServices("http", "tcp", "example.com", stop.Token), Cancellation);
        await Eventually.IsSoAsync(() => _server.Queries == 1, Cancellation);

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => lookup.WaitAsync(TimeSpan.FromSeconds(30), Cancellation));
    }

    private NameLookups Lookups(bool isTcp)
    {
        var settings = new ResolverSettings { Servers = [_server.Endpoint], Timeout = TimeSpan.FromMinutes(5), UseTcp = isTcp };
        return new NameLookups(new NameLookup(() => settings, _ => [IPAddress.Loopback]), Limit, _clock);
    }
}
