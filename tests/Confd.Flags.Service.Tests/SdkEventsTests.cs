using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using Confd.Flags.Service.Receiving;

namespace Confd.Flags.Service.Tests;

public sealed class SdkEventsTests
{
    private const string Id = ServedTable.EnvironmentId;

    [Theory]
    [InlineData("/bulk", ServedTable.SdkKey, EventKind.Analytics)]
    [InlineData("/diagnostic", ServedTable.SdkKey, EventKind.Diagnostic)]
    [InlineData("/mobile", ServedTable.MobileKey, EventKind.Analytics)]
    [InlineData("/mobile/events", ServedTable.MobileKey, EventKind.Analytics)]
    [InlineData("/mobile/events/bulk", ServedTable.MobileKey, EventKind.Analytics)]
    [InlineData("/mobile/events/diagnostic", ServedTable.MobileKey, EventKind.Diagnostic)]
    [InlineData("/events/bulk/" + Id, null, EventKind.Analytics)]
    [InlineData("/events/diagnostic/" + Id, null, EventKind.Diagnostic)]
    public async Task Events_OfAllSdks_AreForwarded(string path, string? key, EventKind kind)
    {
        var receiver = new Kept();
        await using var served = await ServedTable.StartAsync(options: new FlagServiceOptions { Events = receiver });

        var answer = await served.Http.FetchAsync(Requests.Sdk(path, key, "POST", """[{"kind":"index"}]"""));

        answer.Status.ShouldBe(202);
        var events = receiver.Events.ShouldHaveSingleItem();
        (events.Environment, events.Path, events.Kind).ShouldBe(("test", path, kind));
        Encoding.UTF8.GetString(events.Body.Span).ShouldBe("""[{"kind":"index"}]""");
    }

    [Theory]
    [InlineData("/bulk", ServedTable.SdkKey, ServedTable.SdkKey)]
    [InlineData("/events/bulk/" + Id, "anything", null)]
    public async Task Events_HeadersOfTheSdk_AreForwarded(string path, string? shown, string? key)
    {
        var receiver = new Kept();
        await using var served = await ServedTable.StartAsync(options: new FlagServiceOptions { Events = receiver });
        using var request = Requests.Sdk(path, shown, "POST", "[1]");
        request.Headers.TryAddWithoutValidation("X-LaunchDarkly-User-Agent", "a\u007fb");
        request.Headers.TryAddWithoutValidation("X-LaunchDarkly-Tags", new string('x', 2000));
        request.Headers.TryAddWithoutValidation("X-LaunchDarkly-Payload-ID", "p-1");
        request.Headers.TryAddWithoutValidation("X-LaunchDarkly-Wrapper", "w/1");
        request.Headers.TryAddWithoutValidation("X-LaunchDarkly-Instance-Id", "i-1");

        (await served.Http.FetchAsync(request)).Status.ShouldBe(202);

        var events = receiver.Events.ShouldHaveSingleItem();
        (events.UserAgent, events.Tags, events.PayloadId, events.Key).ShouldBe((null, null, "p-1", key));
        (events.Wrapper, events.InstanceId).ShouldBe(("w/1", "i-1"));
    }

    [Fact]
    public async Task Events_InGzip_AreUnpacked()
    {
        var receiver = new Kept();
        await using var served = await ServedTable.StartAsync(options: new FlagServiceOptions { Events = receiver });

        (await PostAsync(served, Pack("[1]"u8.ToArray()))).ShouldBe(202);
        (await PostAsync(served, "no gzip"u8.ToArray())).ShouldBe(400);
        var packed = Pack("[1]"u8.ToArray());
        for (var length = 1; length < packed.Length; length++)
        {
            (await PostAsync(served, packed[..length])).ShouldBe(400, $"cut at {length}");
        }

        Encoding.UTF8.GetString(receiver.Events.ShouldHaveSingleItem().Body.Span).ShouldBe("[1]");
    }

    // RFC 1952, 2.2: a file is a series of members.
    [Fact]
    public async Task Events_InGzipOfSeveralMembers_AreUnpackedUnlessTruncated()
    {
        var receiver = new Kept();
        await using var served = await ServedTable.StartAsync(options: new FlagServiceOptions { Events = receiver });
        byte[] first = Pack("[1,"u8.ToArray());
        byte[] packed = [.. first, .. Pack("2]"u8.ToArray())];

        (await PostAsync(served, packed)).ShouldBe(202);
        for (var length = first.Length + 1; length < packed.Length; length++)
        {
            (await PostAsync(served, packed[..length])).ShouldBe(400, $"cut at {length}");
        }

        Encoding.UTF8.GetString(receiver.Events.ShouldHaveSingleItem().Body.Span).ShouldBe("[1,2]");
    }

    [Theory]
    [InlineData("GZIP", 202)]
    [InlineData("x-gzip", 202)]
    [InlineData("br", 415)]
    [InlineData("deflate", 415)]
    public async Task Events_InAnEncoding_AreUnpackedOrRefused(string encoding, int status)
    {
        var receiver = new Kept();
        await using var served = await ServedTable.StartAsync(options: new FlagServiceOptions { Events = receiver });

        (await PostAsync(served, Pack("[1]"u8.ToArray()), encoding)).ShouldBe(status);

        receiver.Events.Select(events => Encoding.UTF8.GetString(events.Body.Span)).ShouldBe(status == 202 ? ["[1]"] : []);
    }

    [Fact]
    public async Task Events_WithoutBody_AreRefused()
    {
        await using var served = await ServedTable.StartAsync();

        var answer = await served.Http.FetchAsync(Requests.Sdk("/bulk", method: "POST", body: ""));

        answer.Status.ShouldBe(400);
        answer.Body.GetProperty("message").GetString().ShouldBe("body may not be empty");
    }

    [Fact]
    public async Task Events_QueueIsFull_AreServiceUnavailable()
    {
        await using var served = await ServedTable.StartAsync(options: new FlagServiceOptions { Events = new Kept { HasRoom = false } });

        (await served.Http.FetchAsync(Requests.Sdk("/bulk", method: "POST", body: "[]"))).Status.ShouldBe(503);
        var status = await served.Http.FetchAsync(Requests.Sdk("/status", null));
        status.Body.GetProperty("events").GetRawText().ShouldBe("""{"taken":0,"refused":1}""");
    }

    [Fact]
    public async Task Events_InAnImageUrl_AreAcceptedLikeABody()
    {
        var receiver = new Kept();
        await using var served = await ServedTable.StartAsync(options: new FlagServiceOptions { Events = receiver });

        using var response = await served.Http.GetAsync($"/a/{Id}.gif?d=W10", Cancellation);

        response.Content.Headers.ContentType!.MediaType.ShouldBe("image/gif");
        var events = receiver.Events.ShouldHaveSingleItem();
        Encoding.UTF8.GetString(events.Body.Span).ShouldBe("[]");
        (events.Path, events.Schema).ShouldBe(($"/events/bulk/{Id}", "3"));
    }

    [Fact]
    public async Task Events_InAnImageUrlOfAHeadRequest_AreIgnored()
    {
        var receiver = new Kept();
        await using var served = await ServedTable.StartAsync(options: new FlagServiceOptions { Events = receiver });

        using var response = await served.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, $"/a/{Id}.gif?d=W10"), Cancellation);

        response.Content.Headers.ContentType!.MediaType.ShouldBe("image/gif");
        receiver.Events.ShouldBeEmpty();
    }

    private static byte[] Pack(byte[] bytes)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return output.ToArray();
    }

    private static async Task<int> PostAsync(ServedTable served, byte[] body, string encoding = "gzip")
    {
        using var request = Requests.Sdk("/bulk", method: "POST");
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentEncoding.Add(encoding);
        using var response = await served.Http.SendAsync(request);
        return (int)response.StatusCode;
    }

    private sealed class Kept : IEventReceiver
    {
        public ConcurrentQueue<ReceivedEvents> Events { get; } = new();

        public bool HasRoom { get; init; } = true;

        public bool TryAccept(ReceivedEvents events)
        {
            Events.Enqueue(events);
            return HasRoom;
        }
    }
}
