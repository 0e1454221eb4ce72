using System.Globalization;
using Confd.Backends.Http.Tests.Support;
using Confd.TestSupport;
using Microsoft.AspNetCore.Http;

namespace Confd.Backends.Http.Tests.Consul;

/// <summary>The rules about the index of blocking queries, on answers that a real Consul rarely gives.</summary>
public sealed class ConsulWatchTests
{
    [Theory]
    [InlineData(10)]
    [InlineData(0)]
    public async Task Watch_IndexGoesBack_ReadsKeysAgainAndContinuesFromThere(int restored)
    {
        var index = 100;
        var version = 5;
        await using var server = await StubServer.StartAsync(async context =>
        {
            if (context.Request.Query["index"] == "100")
            {
                (index, version) = (restored, 7);
            }
            else if (context.Request.Query.ContainsKey("index"))
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
            }

            context.Response.Headers["X-Consul-Index"] = index.ToString(CultureInfo.InvariantCulture);
            await context.Response.WriteAsync($$"""[{"Key":"a/x","Value":"MQ==","ModifyIndex":{{version}}}]""", Cancellation);
        });
        await using var backend = await OpenAsync(server);
        await using (var watch = (await backend.OpenWatchAsync(["/a"], Cancellation)).ShouldNotBeNull())
        {
            (await watch.WaitForChangeAsync(Cancellation)).ShouldBe(["/a/x"]);
            var next = $"index={Math.Max(restored, 1)}&";
            await Eventually.IsSoAsync(
                () => server.Requests.Any(request => request.Contains(next, StringComparison.Ordinal)), Cancellation);
        }
    }

    [Fact]
    public async Task Watch_ImmediateResponses_BackOff()
    {
        var clock = new FakeTimeProvider();
        var second = TimeSpan.FromSeconds(1);
        await using var server = await StubServer.StartAsync(context =>
        {
            context.Response.Headers["X-Consul-Index"] = "5";
            return context.Response.WriteAsync("[]", Cancellation);
        });
        await using var backend = await OpenAsync(server, clock);
        await using var watch = (await backend.OpenWatchAsync(["/a"], Cancellation)).ShouldNotBeNull();

        for (var query = 0; query < 6; query++)
        {
            await clock.WaitForTimerWithinAsync(second, Cancellation);
            clock.Advance(second);
        }

        await clock.WaitForTimerWithinAsync(second, Cancellation);
        var waiting = clock.PendingTimers;
        clock.Advance(second * 0.49);
        clock.PendingTimers.ShouldBe(waiting);
    }

    [Fact]
    public async Task Watch_ResponseWithoutAnIndex_Fails()
    {
        await using var server = await StubServer.StartAsync(context =>
        {
            if (!context.Request.Query.ContainsKey("index"))
            {
                context.Response.Headers["X-Consul-Index"] = "5";
            }

            return context.Response.WriteAsync("[]", Cancellation);
        });
        await using var backend = await OpenAsync(server);
        await using var watch = (await backend.OpenWatchAsync(["/a"], Cancellation)).ShouldNotBeNull();

        (await Should.ThrowAsync<KeyBackendException>(() => watch.WaitForChangeAsync(Cancellation)))
            .Message.ShouldContain("the answer is not Consul's");
    }

    private static Task<IKeyBackend> OpenAsync(StubServer server, TimeProvider? clock = null) =>
        new ConsulBackendFactory { Environment = _ => null }.OpenAsync(
            new BackendSection("consul", [new(ConsulBackendFactory.Node, new[] { server.Address })]),
            new BackendContext { Clock = clock ?? TimeProvider.System },
            Cancellation);
}
