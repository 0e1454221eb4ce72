using Confd.Flags.Client;
using Confd.Flags.Sync.LaunchDarkly;
using Confd.Flags.Testing;

namespace Confd.Flags.Events.Tests;

public sealed class DeliveryTests : SenderTestBase
{
    [Fact]
    public async Task Flush_Events_ArePostedWithSchemaKeyAndAnIdOfTheirOwn()
    {
        await using var sender = Sender();
        sender.Add(Custom("c"));
        var first = await FlushAsync(sender);
        sender.Add(Custom("c"));
        var second = await FlushAsync(sender);

        first.Path.ShouldBe("/bulk");
        first.Headers["Authorization"].ShouldBe("sdk-12345-abcdef");
        first.Headers["X-LaunchDarkly-Event-Schema"].ShouldBe("4");
        first.Headers["Content-Type"].ShouldStartWith("application/json");
        first.IsCompressed.ShouldBeFalse();
        first.Headers["X-LaunchDarkly-Payload-ID"].ShouldNotBe(second.Headers["X-LaunchDarkly-Payload-ID"]);
    }

    [Fact]
    public async Task Flush_Gzip_IsCompressedIfRequested()
    {
        await using var sender = Sender(new FlagEventOptions { UsesGzip = true });
        sender.Add(Custom("c"));

        var post = await FlushAsync(sender);

        post.IsCompressed.ShouldBeTrue();
        post.Kinds.ShouldBe(["index", "custom"]);
    }

    [Fact]
    public async Task Flush_Timer_SendsAtTheInterval()
    {
        await using var sender = Sender();
        sender.Add(Custom("c"));
        await Clock.WaitForTimersAsync(1, Cancellation);
        Service.Waiting.ShouldBe(0);

        Clock.Advance(TimeSpan.FromSeconds(5));

        (await Service.NextAsync(Cancellation)).Kinds.ShouldBe(["index", "custom"]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(400)]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Flush_FirstAttemptFails_SendsTheSameAgain(int status)
    {
        Service.Fail(status);
        await using var sender = Sender();
        sender.Add(Custom("c"));
        var flushing = sender.FlushAsync(Cancellation);
        var first = await Service.NextAsync(Cancellation);
        await AdvanceToRetryAsync();
        await flushing;
        var second = await Service.NextAsync(Cancellation);

        second.Headers["X-LaunchDarkly-Payload-ID"].ShouldBe(first.Headers["X-LaunchDarkly-Payload-ID"]);
        second.Body.ToString().ShouldBe(first.Body.ToString());
    }

    [Fact]
    public async Task Flush_BothAttemptsFail_LosesTheEventsWithAWarningAndContinues()
    {
        Service.Fail(503, 503);
        await using var sender = Sender();
        sender.Add(Custom("c"));
        var flushing = sender.FlushAsync(Cancellation);
        await Service.NextAsync(Cancellation);
        await AdvanceToRetryAsync();
        await flushing;
        await Service.NextAsync(Cancellation);

        Log.Lines.ShouldContain("Warning 2 events could not be sent and are lost: the service answered 503");
        sender.Add(Custom("d"));
        (await FlushAsync(sender)).Kinds.ShouldBe(["custom"]);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    public async Task Flush_PermanentlyRefused_SendsNothingMore(int status)
    {
        Service.Fail(status);
        await using var sender = Sender();
        sender.Add(Custom("c"));
        await FlushAsync(sender);

        sender.Add(Custom("d"));
        await sender.FlushAsync(Cancellation);

        Service.Waiting.ShouldBe(0);
        Log.Lines.ShouldHaveSingleItem().ShouldStartWith($"Error No more events are sent: the service answered {status}");
    }

    [Fact]
    public async Task Flush_TooLarge_LosesOnlyThatPayload()
    {
        Service.Fail(413);
        await using var sender = Sender();
        sender.Add(Custom("c"));
        await FlushAsync(sender);
        sender.Add(Custom("d"));

        (await FlushAsync(sender)).Kinds.ShouldBe(["custom"]);
    }

    [Fact]
    public async Task Add_MoreThanFit_AreDroppedWithOneWarningAndSummariesStay()
    {
        await using var sender = Sender(new FlagEventOptions { Capacity = 3 });
        foreach (var key in new[] { "a", "b", "c", "d", "e" })
        {
            sender.Add(Custom(key));
        }

        sender.Add(Evaluation("f", null));

        (await FlushAsync(sender)).Kinds.ShouldBe(["index", "custom", "custom", "summary"]);
        Log.Lines.ShouldHaveSingleItem().ShouldStartWith("Warning There are more than 3 events to send");
        sender.Add(Custom("g"));
        (await FlushAsync(sender)).Kinds.ShouldBe(["custom"]);
    }

    [Fact]
    public async Task Dispose_SomethingIsLeft_SendsIt()
    {
        var sender = Sender();
        sender.Add(Custom("c"));
        await sender.DisposeAsync();
        await sender.DisposeAsync();

        (await Service.NextAsync(Cancellation)).Kinds.ShouldBe(["index", "custom"]);
    }

    [Fact]
    public async Task Dispose_ServiceDoesNotRespond_EndsAfterTheTimeToCloseAndLogsTheLoss()
    {
        Service.IsSilent = true;
        var sender = Sender();
        sender.Add(Custom("under way"));
        var flushing = sender.FlushAsync(Cancellation);
        await Service.NextAsync(Cancellation);
        sender.Add(Custom("left"));

        var closing = sender.DisposeAsync().AsTask();
        closing.IsCompleted.ShouldBeFalse();
        Clock.Advance(TimeSpan.FromSeconds(5));
        await closing.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);

        await flushing.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
        Log.Warnings.Count(warning => warning.Contains("are lost", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public async Task Flush_RefusedAndOnlyTheClientHasALogger_IsLoggedThere()
    {
        Service.Fail(401);
        var sender = SenderWithoutLog(new FlagEventOptions());
        await using var client = await FlagClient.OpenTestDataAsync(
            new TestData(), new FlagClientOptions { Events = sender, Logger = Log }, Cancellation);
        client.Track("c", User);

        await client.FlushAsync(Cancellation);

        Log.Lines.ShouldContain(
            line => line.StartsWith("Error No more events are sent: the service answered 401", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Diagnostics_PermanentlyRefused_EndAndEventsAreStillSent()
    {
        Service.Fail(404);
        await using var sender = Sender(new FlagEventOptions { SendsDiagnostics = true });
        (await Service.NextAsync(Cancellation)).Path.ShouldBe("/diagnostic");
        await Log.WaitForAsync("Warning No more diagnostics are sent: the service answered 404");

        sender.Add(Custom("c"));
        (await FlushAsync(sender)).Kinds.ShouldBe(["index", "custom"]);
        Clock.Advance(TimeSpan.FromMinutes(15));
        sender.Add(Custom("d"));
        (await FlushAsync(sender)).Path.ShouldBe("/bulk");
    }

    [Fact]
    public async Task Diagnostics_Enabled_SendSettingsThenCountsWithoutSecrets()
    {
        await using var sender = Sender(
            new FlagEventOptions
            {
                SendsDiagnostics = true,
                Capacity = 2,
                PrivateAttributes = ["secret-name"],
                StreamInits = () => [new StreamInit(DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(2), HasFailed: true)],
            });
        var first = await Service.NextAsync(Cancellation);
        first.Path.ShouldBe("/diagnostic");
        first.Body.GetProperty("kind").GetString().ShouldBe("diagnostic-init");
        first.Body.GetProperty("configuration").GetProperty("eventsCapacity").GetInt32().ShouldBe(2);
        first.Body.GetProperty("configuration").GetProperty("customEventsURI").GetBoolean().ShouldBeTrue();
        first.Body.GetProperty("id").GetProperty("sdkKeySuffix").GetString().ShouldBe("abcdef");
        first.Body.ToString().ShouldNotContain("12345");
        first.Body.ToString().ShouldNotContain("secret-name");
        foreach (var key in new[] { "a", "b", "c" })
        {
            sender.Add(Custom(key));
        }

        await FlushAsync(sender);
        Clock.Advance(TimeSpan.FromMinutes(15));
        var next = await Service.NextAsync(Cancellation);

        next.Body.GetProperty("kind").GetString().ShouldBe("diagnostic");
        next.Body.GetProperty("droppedEvents").GetInt32().ShouldBe(2);
        next.Body.GetProperty("deduplicatedUsers").GetInt32().ShouldBe(2);
        next.Body.GetProperty("eventsInLastBatch").GetInt32().ShouldBe(2);
        next.Body.GetProperty("streamInits").ToString().ShouldBe("""[{"timestamp":0,"durationMillis":2000,"failed":true}]""");
        next.Body.GetProperty("id").ToString().ShouldBe(first.Body.GetProperty("id").ToString());
    }

    [Fact]
    public async Task Diagnostics_StreamInitsThrow_AreSentTheNextTime()
    {
        var asked = 0;
        await using var sender = Sender(new FlagEventOptions
        {
            Capacity = 1,
            SendsDiagnostics = true,
            StreamInits = () => Interlocked.Increment(ref asked) == 1 ? throw new OperationCanceledException("not now") : [],
        });
        await Service.NextAsync(Cancellation);
        sender.Add(Custom("a"));
        await FlushAsync(sender);
        sender.Add(Custom("b"));
        sender.Add(Custom("c"));
        await FlushAsync(sender);

        Clock.Advance(TimeSpan.FromMinutes(15));
        await Log.WaitForAsync("Warning A diagnostic event could not be made; the next one is tried");
        Clock.Advance(TimeSpan.FromMinutes(15));
        var next = await Service.NextAsync(Cancellation);

        next.Body.GetProperty("kind").GetString().ShouldBe("diagnostic");
        next.Body.GetProperty("droppedEvents").GetInt32().ShouldBe(2);
        next.Body.GetProperty("dataSinceDate").GetInt64().ShouldBe(
            (Clock.GetUtcNow() - TimeSpan.FromMinutes(30)).ToUnixTimeMilliseconds(), "of both intervals");
    }

    [Fact]
    public async Task Dispose_AfterStreamInitsThrew_SendsWhatIsLeft()
    {
        var thrown = new TaskCompletionSource();
        var sender = Sender(new FlagEventOptions
        {
            SendsDiagnostics = true,
            FlushInterval = Timeout.InfiniteTimeSpan,
            StreamInits = () =>
            {
                thrown.SetResult();
                throw new InvalidOperationException("broken");
            },
        });
        await Service.NextAsync(Cancellation);
        Clock.Advance(TimeSpan.FromMinutes(15));
        await thrown.Task.WaitAsync(Cancellation);
        sender.Add(Custom("last"));

        await sender.DisposeAsync();

        (await Service.NextAsync(Cancellation)).Path.ShouldBe("/bulk");
    }

    [Fact]
    public void New_SettingOutOfItsRange_IsRefused()
    {
        var service = new LaunchDarklyOptions { SdkKey = "sdk-key" };

        Should.Throw<ArgumentOutOfRangeException>(() => new FlagEventSender(service, new() { Capacity = 0 }))
            .ParamName.ShouldBe("Capacity");
        Should.Throw<ArgumentOutOfRangeException>(() => new FlagEventSender(service, new() { FlushInterval = TimeSpan.Zero }));
        Should.Throw<ArgumentOutOfRangeException>(() => new FlagEventSender(service, new() { ContextKeysCapacity = 0 }));
    }

    // The sender's own timer and the limit of the request are there as well; the last one is the wait.
    private async Task AdvanceToRetryAsync()
    {
        await Clock.WaitForTimersAsync(2, Cancellation);
        Clock.Advance(TimeSpan.FromSeconds(1));
    }
}
