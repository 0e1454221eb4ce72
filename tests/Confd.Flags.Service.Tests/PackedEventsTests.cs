using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using Confd.Admission;
using Confd.Flags.Service.Receiving;
using Confd.TestSupport;

namespace Confd.Flags.Service.Tests;

/// <summary>A small delivery of events in gzip becomes no large one, in memory or where events are kept.</summary>
public sealed class PackedEventsTests
{
    private const int Mega = 1024 * 1024;
    private const string Browser = "/events/bulk/" + ServedTable.EnvironmentId;

    private readonly FakeTimeProvider _clock = new();
    private readonly BodyBudget _budget;
    private readonly Kept _kept = new();

    public PackedEventsTests() => _budget = new BodyBudget(_clock);

    [Fact]
    public async Task Events_CompressedAHundredfold_AreRefusedAboveAMegabyte()
    {
        await using var served = await ServeAsync();

        (await PostAsync(served, Pack(new byte[Mega]))).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await PostAsync(served, Pack(new byte[Mega + 1]))).StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await PostAsync(served, Pack(new byte[64 * Mega]))).StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);

        _kept.Lengths.ShouldBe([Mega]);
    }

    [Fact]
    public async Task Events_CompressedAsBySdks_AreAcceptedUpTo20Megabytes()
    {
        await using var served = await ServeAsync();

        (await PostAsync(served, Pack(Shrinking(20 * Mega)))).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        _clock.Advance(TimeSpan.FromMinutes(1));
        (await PostAsync(served, Pack(Shrinking((20 * Mega) + 1)))).StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);

        _kept.Lengths.ShouldBe([20 * Mega]);
    }

    [Fact]
    public async Task Events_Unpacked_CountAgainstTheBudgetOfBodies()
    {
        await using var served = await ServeAsync();
        _budget.TryGrow(0, BodyBudget.MaxLargeBytes + BodyBudget.SmallBytes).ShouldBeTrue();

        var refused = await PostAsync(served, Pack(new byte[2 * BodyBudget.SmallBytes]));

        refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        refused.Headers.RetryAfter.ShouldNotBeNull();
        (await PostAsync(served, Pack("[1]"u8.ToArray()))).StatusCode.ShouldBe(HttpStatusCode.Accepted, "small ones get through");
        _budget.Release(BodyBudget.MaxLargeBytes + BodyBudget.SmallBytes);
        _kept.Take = _ => _budget.TryGrow(0, BodyBudget.MaxLargeBytes + BodyBudget.SmallBytes).ShouldBeFalse("it is still held");
        (await PostAsync(served, Pack(new byte[2 * BodyBudget.SmallBytes]))).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        _budget.Release(BodyBudget.MaxLargeBytes + BodyBudget.SmallBytes);
        _budget.TryGrow(0, BodyBudget.MaxLargeBytes + BodyBudget.SmallBytes).ShouldBeTrue("all of it was given back");
    }

    [Fact]
    public async Task Events_OfOneKey_AreLimitedInUnpackedBytesPerSecond()
    {
        await using var served = await ServeAsync();
        var packed = Pack(new byte[Mega]);
        while ((await PostAsync(served, packed)).StatusCode == HttpStatusCode.Accepted)
        {
            _kept.Lengths.Count.ShouldBeLessThanOrEqualTo(32);
        }

        var refused = await PostAsync(served, packed);
        refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        refused.Headers.RetryAfter.ShouldNotBeNull();
        (await PostAsync(served, "[1]"u8.ToArray(), encoding: null)).StatusCode.ShouldBe(HttpStatusCode.Accepted, "not packed");
        (await PostAsync(served, packed, path: "/bulk", key: ServedTable.SdkKey)).StatusCode
            .ShouldBe(HttpStatusCode.Accepted, "another key");
        _clock.Advance(TimeSpan.FromSeconds(1));
        (await PostAsync(served, packed)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task Events_Dropped_AreNotUnpacked()
    {
        await using var served = await ServedTable.StartAsync(options: new FlagServiceOptions { BodyBudget = _budget, Clock = _clock });

        (await PostAsync(served, Pack(new byte[64 * Mega]))).StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    private Task<ServedTable> ServeAsync() =>
        ServedTable.StartAsync(options: new FlagServiceOptions { Events = _kept, BodyBudget = _budget, Clock = _clock });

    // To some tenth.
    private static byte[] Shrinking(int length)
    {
        var bytes = new byte[length];
        for (var start = 0; start < length - 100; start += 100)
        {
            RandomNumberGenerator.Fill(bytes.AsSpan(start, 7));
        }

        return bytes;
    }

    private static byte[] Pack(byte[] bytes)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.SmallestSize))
        {
            gzip.Write(bytes);
        }

        return output.ToArray();
    }

    private static async Task<HttpResponseMessage> PostAsync(
        ServedTable served, byte[] body, string? encoding = "gzip", string path = Browser, string? key = null)
    {
        using var request = Requests.Sdk(path, key, "POST");
        request.Content = new ByteArrayContent(body);
        if (encoding is not null)
        {
            request.Content.Headers.ContentEncoding.Add(encoding);
        }

        return await served.Http.SendAsync(request, Cancellation);
    }

    private sealed class Kept : IEventReceiver
    {
        public ConcurrentQueue<int> Lengths { get; } = new();

        public Action<ReceivedEvents>? Take { get; set; }

        public bool TryAccept(ReceivedEvents events)
        {
            Lengths.Enqueue(events.Body.Length);
            Take?.Invoke(events);
            return true;
        }
    }
}
