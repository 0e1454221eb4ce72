using System.Net;
using System.Text.Json;
using Confd.Backends;
using Confd.Cli.Http.Status;
using Confd.Engine;
using Confd.Engine.Running;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Http.Status;

public sealed class StatusPageTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TempDirectory _folder = new();
    private RunningOperationServer _running = null!;

    public async ValueTask InitializeAsync() => _running = await RunningOperationServer.StartAsync(TimeProvider.System, Cancellation);

    public async ValueTask DisposeAsync()
    {
        await _running.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/status.css", "text/css")]
    [InlineData("/status.js", "text/javascript")]
    [InlineData("/status.json", "application/json")]
    public async Task Get_EachPath_HasItsTypeAndTheHeadersThatKeepOthersOut(string path, string mediaType)
    {
        using var response = await _running.Client.GetAsync(path, Cancellation);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe(mediaType);
        var policy = response.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem();
        policy.ShouldStartWith("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';");
        policy.ShouldNotContain("unsafe");
        response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        (await response.Content.ReadAsStringAsync(Cancellation)).ShouldNotContain("http://");
    }

    [Fact]
    public async Task Request_OtherMethods_AreRefusedOrBodiless()
    {
        using var posted = await _running.Client.PostAsync("/", null, Cancellation);
        using var question = new HttpRequestMessage(HttpMethod.Head, "/status.json");
        using var head = await _running.Client.SendAsync(question, Cancellation);

        posted.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        posted.Content.Headers.Allow.ShouldBe(["GET", "HEAD"]);
        head.StatusCode.ShouldBe(HttpStatusCode.OK);
        head.Content.Headers.ContentLength!.Value.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Json_AfterARun_ReportsTheResourcesOfTheEngine()
    {
        await RunEngineAsync();

        using var json = JsonDocument.Parse(await _running.Client.GetStringAsync("/status.json", Cancellation));

        json.RootElement.GetProperty("mode").GetString().ShouldBe("once");
        json.RootElement.GetProperty("version").GetString().ShouldBe(BuildVersion.Number);
        var resource = json.RootElement.GetProperty("resources").EnumerateArray().ShouldHaveSingleItem();
        resource.GetProperty("destination").GetString().ShouldBe(_folder["a.conf"]);
        resource.GetProperty("state").GetString().ShouldBe("changed");
    }

    [Fact]
    public async Task Events_AChange_IsSentToEveryClient()
    {
        using var one = await ListenAsync();
        using var other = await ListenAsync();
        using var oneReader = new StreamReader(await one.Content.ReadAsStreamAsync(Cancellation));
        using var otherReader = new StreamReader(await other.Content.ReadAsStreamAsync(Cancellation));
        one.Headers.GetValues("X-Accel-Buffering").ShouldBe(["no"]);
        (await ReadEventAsync(oneReader)).ShouldBe("status 0");
        (await ReadEventAsync(otherReader)).ShouldBe("status 0");

        await RunEngineAsync();

        await ReadUntilAsync(oneReader, $"status {_running.Board.Current.Revision}");
        await ReadUntilAsync(otherReader, $"status {_running.Board.Current.Revision}");
    }

    [Fact]
    public async Task Events_TooManyListeners_AreRefused()
    {
        var listeners = new List<HttpResponseMessage>();
        for (var number = 0; number < StatusEvents.MaxClients; number++)
        {
            listeners.Add(await ListenAsync());
        }

        using var refused = await ListenAsync();

        listeners.ShouldAllBe(listener => listener.StatusCode == HttpStatusCode.OK);
        refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        refused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(10));
        (await _running.Client.GetStringAsync("/health", Cancellation)).ShouldBe("ok");
        listeners.ForEach(listener => listener.Dispose());
    }

    [Fact]
    public async Task Stop_WithListeners_EndsTheirStreamsAtOnce()
    {
        using var listener = await ListenAsync();
        using var reader = new StreamReader(await listener.Content.ReadAsStreamAsync(Cancellation));
        await ReadEventAsync(reader);

        await _running.Server.StopAsync(Cancellation).WaitAsync(Patience, Cancellation);

        (await reader.ReadToEndAsync(Cancellation).WaitAsync(Patience, Cancellation)).ShouldNotContain("event: status");
    }

    private static async Task<string> ReadEventAsync(StreamReader reader)
    {
        var name = "";
        while (true)
        {
            var line = await reader.ReadLineAsync(Cancellation).AsTask().WaitAsync(Patience, Cancellation);
            switch (line?.Split(": ", 2))
            {
                case null:
                    throw new EndOfStreamException();
                case ["event", var text]:
                    name = text;
                    break;
                case ["data", var text]:
                    return $"{name} {text}";
            }
        }
    }

    // A run publishes more than once; how many of these make one event is up to the time.
    private static async Task ReadUntilAsync(StreamReader reader, string wanted)
    {
        while (await ReadEventAsync(reader) != wanted)
        {
            // An older revision.
        }
    }

    private Task<HttpResponseMessage> ListenAsync() =>
        _running.Client.GetAsync("/status/events", HttpCompletionOption.ResponseHeadersRead, Cancellation);

    private async Task RunEngineAsync()
    {
        _folder.Write("conf.d/a.toml", $"[template]\nsrc = \"a.tmpl\"\ndest = \"{_folder["a.conf"]}\"\nkeys = []\n");
        _folder.Write("templates/a.tmpl", "a\n");
        await using var engine = new ConfdEngine(new EngineOptions { ConfigDirectory = _folder.Path }, new EngineParts
        {
            Backend = _running.Backend,
            Backends = BackendRegistry.Empty,
            Metrics = _running.Metrics,
            Logger = _running.Host.Logger(),
            Status = _running.Board,
        });
        (await engine.RunOnceAsync(Cancellation)).ExitStatus.ShouldBe(0);
    }
}
