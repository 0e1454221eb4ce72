using Confd.Flags.Contexts;
using Confd.Flags.Sync.LaunchDarkly;

namespace Confd.Flags.Events.Tests;

/// <summary>Whatever a program evaluates and measures: sending it never fails, and what cannot be sent takes nothing along.</summary>
public sealed class EventEdgeCaseTests : SenderTestBase
{
    private const string Half = "a\ud800b";
    private const string Tracked = """{"version":3,"trackEvents":true}""";

    [Fact]
    public async Task Add_InvalidUnicode_IsSentWithReplacementCharacters()
    {
        await using var sender = Sender();
        var context = EvaluationContext.Builder(Half).Name(Half).Set(Half, FlagValue.ArrayOf(Half)).Build();
        sender.Add(Identify(context));
        sender.Add(Custom(Half, context, data: Half));
        sender.Add(Evaluation(Half, Tracked, context, value: Half));

        var post = await FlushAsync(sender);

        post.Kinds.ShouldBe(["identify", "custom", "feature", "summary"]);
        post.Single("identify").GetProperty("context").GetProperty("key").GetString().ShouldBe("a\uFFFDb");
        post.Single("custom").GetProperty("data").GetString().ShouldBe("a\uFFFDb");
        post.Single("summary").GetProperty("features").EnumerateObject().Single().Name.ShouldBe("a\uFFFDb");
    }

    [Fact]
    public async Task Flush_AfterDisposal_DoesNothing()
    {
        var sender = Sender();
        await sender.DisposeAsync();

        sender.Add(Identify(User));
        await sender.FlushAsync(Cancellation);

        Service.Waiting.ShouldBe(0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\0")]
    [InlineData("\u2028</script>\"\\")]
    [InlineData("日本😀")]
    public async Task Add_AnyText_IsSentUnchanged(string text)
    {
        await using var sender = Sender();
        var context = EvaluationContext.Builder("u" + text).Set("x", text).Build();
        sender.Add(Custom("k" + text, context, data: FlagValue.ObjectOf([KeyValuePair.Create("p" + text, (FlagValue)text)])));

        var sent = (await FlushAsync(sender)).Single("custom");

        sent.GetProperty("key").GetString().ShouldBe("k" + text);
        sent.GetProperty("context").GetProperty("key").GetString().ShouldBe("u" + text);
        sent.GetProperty("context").GetProperty("x").GetString().ShouldBe(text);
        sent.GetProperty("data").GetProperty("p" + text).GetString().ShouldBe(text);
    }

    [Theory]
    [InlineData("1e999")]
    [InlineData("12345678901234567890")]
    [InlineData("-0.1234567890123456789")]
    public async Task Add_NumbersBeyondADouble_AreSentAsTheyWereWritten(string number)
    {
        await using var sender = Sender();
        sender.Add(Evaluation("a", Tracked, value: FlagValue.Parse(number)));

        var post = await FlushAsync(sender);

        post.Single("feature").GetProperty("value").GetRawText().ShouldBe(number);
        post.Single("summary").GetProperty("features").GetProperty("a").GetProperty("counters")[0].GetProperty("value").GetRawText()
            .ShouldBe(number);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public async Task Add_MetricNotANumber_IsLeftOut(double metric)
    {
        await using var sender = Sender();
        sender.Add(Custom("c", metric: metric));

        (await FlushAsync(sender)).Single("custom").TryGetProperty("metricValue", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Add_DataNestedTooDeep_IsLostAloneWithAWarning()
    {
        var deep = Enumerable.Range(0, 2000).Aggregate((FlagValue)"hush", (inner, _) => FlagValue.ArrayOf(inner));
        await using var sender = Sender();
        sender.Add(Custom("before"));
        sender.Add(Custom("deep", data: deep));
        sender.Add(Custom("after"));
        sender.Add(Evaluation("a", """{"version":3}"""));

        var post = await FlushAsync(sender);

        post.Body.EnumerateArray().Where(sent => sent.GetProperty("kind").GetString() == "custom")
            .Select(sent => sent.GetProperty("key").GetString()).ShouldBe(["before", "after"]);
        post.Kinds.ShouldContain("summary");
        Log.Lines.ShouldHaveSingleItem().ShouldBe("Warning 1 events could not be sent and are lost: they are nested too deep");
        string.Join('\n', Log.Lines).ShouldNotContain("hush");
    }

    [Fact]
    public async Task Add_DefaultNestedTooDeep_LosesTheSummaryAndSendsTheRest()
    {
        var deep = Enumerable.Range(0, 2000).Aggregate((FlagValue)1, (inner, _) => FlagValue.ArrayOf(inner));
        await using var sender = Sender();
        sender.Add(Custom("c"));
        sender.Add(Evaluation("a", """{"version":3}""") with { Default = deep });

        (await FlushAsync(sender)).Kinds.ShouldBe(["index", "custom"]);
        sender.Add(Evaluation("a", """{"version":3}"""));
        (await FlushAsync(sender)).Kinds.ShouldBe(["summary"]);
    }

    [Fact]
    public async Task Flush_EveryFiveSeconds_ContinuesAfterFailedPayloads()
    {
        await using var sender = Sender();
        for (var round = 0; round < 3; round++)
        {
            Service.Fail(413);
            sender.Add(Custom($"c{round}"));
            await Clock.WaitForTimersAsync(1, Cancellation);
            Clock.Advance(TimeSpan.FromSeconds(5));
            (await Service.NextAsync(Cancellation)).Kinds.ShouldContain("custom");
        }
    }

    [Fact]
    public async Task Flush_ClientThrowsAnyException_LosesTheEventsAndContinues()
    {
        using var http = new HttpClient(new Throwing());
        await using var sender = new FlagEventSender(
            new LaunchDarklyOptions { SdkKey = "sdk-key", EventsUri = new Uri("http://events.example/"), Http = http },
            new FlagEventOptions { Clock = Clock, Logger = Log, RetryDelay = TimeSpan.Zero });
        sender.Add(Custom("c"));

        await sender.FlushAsync(Cancellation);
        sender.Add(Custom("d"));
        await sender.FlushAsync(Cancellation);

        Log.Lines.Count(
            line => line.StartsWith("Warning ", StringComparison.Ordinal) && line.Contains("are lost", StringComparison.Ordinal))
            .ShouldBe(2);
    }

    [Fact]
    public async Task Flush_ManyAtOnce_SendsEachEventOnce()
    {
        await using var sender = Sender(new FlagEventOptions { FlushInterval = Timeout.InfiniteTimeSpan });
        await Parallel.ForAsync(0, 100, Cancellation, async (number, token) =>
        {
            sender.Add(Custom($"c{number}"));
            await sender.FlushAsync(token);
        });

        var keys = new List<string?>();
        while (Service.Waiting > 0)
        {
            keys.AddRange((await Service.NextAsync(Cancellation)).Body.EnumerateArray()
                .Where(sent => sent.GetProperty("kind").GetString() == "custom")
                .Select(sent => sent.GetProperty("key").GetString()));
        }

        keys.Order(StringComparer.Ordinal).ShouldBe(Enumerable.Range(0, 100).Select(number => $"c{number}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Flush_Cancelled_EndsWithoutWaitingForTheService()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await using var sender = Sender();
        sender.Add(Custom("c"));

        await Should.ThrowAsync<OperationCanceledException>(() => sender.FlushAsync(stop.Token));

        (await FlushAsync(sender)).Kinds.ShouldBe(["index", "custom"], "nothing was taken by it");
    }

    [Fact]
    public async Task Summary_ClockThatGoesBack_CoversAllItsEvaluations()
    {
        await using var sender = Sender();
        var now = Clock.GetUtcNow();
        sender.Add(Evaluation("a", """{"version":1}""") with { Time = now });
        sender.Add(Evaluation("a", """{"version":1}""") with { Time = now.AddMinutes(-3) });
        sender.Add(Evaluation("a", """{"version":1}""") with { Time = now.AddMinutes(2) });

        var summary = (await FlushAsync(sender)).Single("summary");

        summary.GetProperty("startDate").GetInt64().ShouldBe(now.AddMinutes(-3).ToUnixTimeMilliseconds());
        summary.GetProperty("endDate").GetInt64().ShouldBe(now.AddMinutes(2).ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task Summary_DifferentDefaults_HasTheFirst()
    {
        await using var sender = Sender();
        sender.Add(Evaluation("a", """{"version":1}""") with { Default = "first" });
        sender.Add(Evaluation("a", """{"version":1}""") with { Default = 7 });

        (await FlushAsync(sender)).Single("summary").GetProperty("features").GetProperty("a").GetProperty("default").GetString()
            .ShouldBe("first");
    }

    [Theory]
    [InlineData("http://events.example", "/bulk")]
    [InlineData("http://events.example/", "/bulk")]
    [InlineData("http://events.example/relay/x/", "/relay/x/bulk")]
    public async Task Flush_AddressWithAPath_KeepsIt(string address, string path)
    {
        using var http = new HttpClient(Service, disposeHandler: false);
        await using var sender = new FlagEventSender(
            new LaunchDarklyOptions { SdkKey = "sdk-key", EventsUri = new Uri(address), Http = http },
            new FlagEventOptions { Clock = Clock });
        sender.Add(Custom("c"));

        (await FlushAsync(sender)).Path.ShouldBe(path);
    }

    [Theory]
    [InlineData("DiagnosticInterval", 0)]
    [InlineData("DiagnosticInterval", 25 * 24)]
    [InlineData("RequestTimeout", 0)]
    [InlineData("RequestTimeout", 25 * 24)]
    [InlineData("FlushInterval", -1)]
    [InlineData("FlushInterval", 25 * 24)]
    [InlineData("RetryDelay", -1)]
    [InlineData("RetryDelay", 25 * 24)]
    [InlineData("ContextKeysFlushInterval", 0)]
    public void New_TimeOutOfItsRange_IsRefusedByName(string setting, int hours)
    {
        var time = TimeSpan.FromHours(hours);
        var options = setting switch
        {
            "DiagnosticInterval" => new FlagEventOptions { DiagnosticInterval = time },
            "RequestTimeout" => new FlagEventOptions { RequestTimeout = time },
            "FlushInterval" => new FlagEventOptions { FlushInterval = time },
            "RetryDelay" => new FlagEventOptions { RetryDelay = time },
            _ => new FlagEventOptions { ContextKeysFlushInterval = time },
        };

        Should.Throw<ArgumentOutOfRangeException>(() => new FlagEventSender(new LaunchDarklyOptions { SdkKey = "k" }, options))
            .ParamName.ShouldBe(setting);
    }

    private sealed class Throwing : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("a handler of the program's own");
    }
}
