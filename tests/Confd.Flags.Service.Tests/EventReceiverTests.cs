using System.Net;
using System.Text;
using Confd.Flags.Service.Receiving;
using Confd.TestSupport;

namespace Confd.Flags.Service.Tests;

public sealed class EventReceiverTests
{
    [Fact]
    public async Task EventFile_Deliveries_AreLinesOfJson()
    {
        using var folder = new TempDirectory();
        var path = folder["events.jsonl"];

        await using (var file = new EventFile(path))
        {
            file.TryTake(Of("[\n {\"kind\": \"index\"}\n]")).ShouldBeTrue();
            file.TryTake(Of("no JSON")).ShouldBeTrue();
            file.TryTake(Of("{}")).ShouldBeTrue();
        }

        (await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken))
            .ShouldBe([LineOf("""[{"kind":"index"}]"""), LineOf("{}")]);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Theory]
    [InlineData("""["\ud800"]""")]
    [InlineData("""[{"\ud800":1}]""")]
    public async Task EventFile_HalfOfASurrogatePair_StaysAsItWasWritten(string body)
    {
        using var folder = new TempDirectory();

        (await WrittenAsync(folder["events.jsonl"], Of(body), Of("[2]"))).ShouldBe([LineOf(body), LineOf("[2]")]);
    }

    [Fact]
    public async Task EventFile_DeliveryThatCannotBeALine_IsDroppedAloneAndTheFileGoesOn()
    {
        using var folder = new TempDirectory();
        var deep = new string('[', 65) + new string(']', 65);

        var lines = await WrittenAsync(
            folder["events.jsonl"], Of(""), Of("[\"\\"), Of("[1] [2]"), Of(deep), Of([(byte)'"', 0xFF, (byte)'"']), Of("[2]"));

        lines.ShouldBe([LineOf("[2]")]);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task EventFile_DiskThatIsFullInTheMiddleOfALine_LeavesWholeLines(bool canBeCut, bool isLimit)
    {
        using var disk = new FullDisk(canBeCut) { Fails = 2, IsLimit = isLimit };
        await using (var file = new EventFile(disk, "events.jsonl", logger: null))
        {
            file.TryTake(Of("[1]")).ShouldBeTrue();
            file.TryTake(Of("[2]")).ShouldBeTrue();
            file.TryTake(Of("[3]")).ShouldBeTrue();
            file.TryTake(Of("[4]")).ShouldBeTrue();
        }

        var lines = Encoding.UTF8.GetString(disk.Written).TrimEnd('\n').Split('\n');
        lines.Where(line => !line.StartsWith('{') || line.EndsWith('}')).ShouldBe([LineOf("[1]"), LineOf("[3]"), LineOf("[4]")]);
        lines.Length.ShouldBe(canBeCut ? 3 : 4);
    }

    [Fact]
    public async Task EventFile_CutByAnotherProgramMeanwhile_GoesOnAtItsEnd()
    {
        using var folder = new TempDirectory();
        var path = folder["events.jsonl"];
        await File.WriteAllTextAsync(path, "before\n", TestContext.Current.CancellationToken);
        await using (var file = new EventFile(path))
        {
            // As logrotate's copytruncate does.
            await File.WriteAllTextAsync(path, "", TestContext.Current.CancellationToken);
            file.TryTake(Of("[1]")).ShouldBeTrue();
        }

        (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).ShouldBe(LineOf("[1]") + "\n");
    }

    [Fact]
    public async Task EventForwarder_Delivery_IsSentUnderTheSdksKey()
    {
        using var handler = new Answering(HttpStatusCode.Accepted);
        using var http = new HttpClient(handler);

        await using (var forwarder = new EventForwarder(http, new Uri("https://events.example.com")))
        {
            forwarder.TryTake(Of("[1]")).ShouldBeTrue();
        }

        handler.Requests.ShouldBe(["https://events.example.com/bulk sdk-1 4 p1 [1]"]);
    }

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable, 2)]
    [InlineData(HttpStatusCode.TooManyRequests, 2)]
    [InlineData(HttpStatusCode.Unauthorized, 1)]
    public async Task EventForwarder_Failure_IsTriedOnceMore(HttpStatusCode status, int requests)
    {
        using var handler = new Answering(status);
        using var http = new HttpClient(handler);

        await using (var forwarder = new EventForwarder(http, new Uri("https://events.example.com")))
        {
            forwarder.TryTake(Of("[1]")).ShouldBeTrue();
        }

        handler.Requests.Count.ShouldBe(requests);
    }

    private static async Task<string[]> WrittenAsync(string path, params IEnumerable<ReceivedEvents> deliveries)
    {
        await using (var file = new EventFile(path))
        {
            foreach (var events in deliveries)
            {
                file.TryTake(events).ShouldBeTrue();
            }
        }

        return await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken);
    }

    private static ReceivedEvents Of(string body) => Of(Encoding.UTF8.GetBytes(body));

    private static ReceivedEvents Of(byte[] body) => new()
    {
        Environment = "test",
        Path = "/bulk",
        Kind = EventKind.Analytics,
        ReceivedAt = DateTimeOffset.UnixEpoch,
        Body = body,
        Schema = "4",
        PayloadId = "p1",
        Key = "sdk-1",
    };

    private static string LineOf(string events) =>
        """{"receivedAt":"1970-01-01T00:00:00+00:00","environment":"test","kind":"analytics","schema":"4","payloadId":"p1","events":"""
        + events + "}";

    private sealed class Answering(HttpStatusCode status) : HttpMessageHandler
    {
        public List<string> Requests { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var headers = request.Headers;
            var told = string.Join(
                ' ', Header("Authorization"), Header("X-LaunchDarkly-Event-Schema"), Header("X-LaunchDarkly-Payload-ID"));
            var line = $"{request.RequestUri} {told} "
                + await request.Content!.ReadAsStringAsync(cancellationToken);
            lock (Requests)
            {
                Requests.Add(line);
            }

            return new HttpResponseMessage(status);

            string Header(string name) => headers.GetValues(name).Single();
        }
    }
}
