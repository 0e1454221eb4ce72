using Confd.Flags.Contexts;

namespace Confd.Flags.Events.Tests;

public sealed class ContextEventTests : SenderTestBase
{
    [Fact]
    public async Task Add_ContextMetBefore_IsDescribedOnce()
    {
        await using var sender = Sender();
        var org = EvaluationContext.New("org", "u1");
        foreach (var context in new[] { User, org, User, EvaluationContext.NewMulti(User, org) })
        {
            sender.Add(Custom("c", context));
            sender.Add(Evaluation("a", null, context));
        }

        (await FlushAsync(sender)).Kinds.ShouldBe(["index", "custom", "index", "custom", "custom", "index", "custom", "summary"]);
    }

    [Fact]
    public async Task Add_ContextThatWasIdentified_IsNotDescribedAgain()
    {
        await using var sender = Sender();
        sender.Add(Identify(User));
        sender.Add(Custom("c"));
        sender.Add(Identify(User));

        (await FlushAsync(sender)).Kinds.ShouldBe(["identify", "custom", "identify"]);
    }

    [Fact]
    public async Task Add_MoreContextsThanTheLimit_EvictsTheLeastRecentlyUsed()
    {
        await using var sender = Sender(new FlagEventOptions { ContextKeysCapacity = 2 });
        foreach (var key in new[] { "u1", "u2", "u1", "u3", "u1", "u2" })
        {
            sender.Add(Evaluation("a", null, EvaluationContext.New(key)));
        }

        (await FlushAsync(sender)).Body.EnumerateArray().Where(posted => posted.GetProperty("kind").GetString() == "index")
            .Select(posted => posted.GetProperty("context").GetProperty("key").GetString()).ShouldBe(["u1", "u2", "u3", "u2"]);
    }

    [Fact]
    public async Task Add_AfterTheContextInterval_DescribesContextsAgain()
    {
        await using var sender = Sender();
        sender.Add(Custom("c"));
        Clock.Advance(TimeSpan.FromMinutes(4));
        sender.Add(Custom("c"));
        Clock.Advance(TimeSpan.FromMinutes(1));
        sender.Add(Custom("c"));
        await sender.FlushAsync(Cancellation);

        var kinds = new List<string>();
        while (Service.Waiting > 0)
        {
            kinds.AddRange((await Service.NextAsync(Cancellation)).Kinds);
        }

        kinds.ShouldBe(["index", "custom", "custom", "index", "custom"]);
    }

    [Theory]
    [InlineData(-1, "index custom custom")]
    [InlineData(-4, "index custom custom")]
    [InlineData(-60, "index custom index custom")]
    public async Task Add_ClockSetBack_DescribesContextsAgainNoLaterThanOtherwise(int minutes, string kinds)
    {
        await using var sender = Sender();
        sender.Add(Custom("c"));
        sender.Add(Custom("c") with { Time = Clock.GetUtcNow().AddMinutes(minutes) });

        string.Join(' ', (await FlushAsync(sender)).Kinds).ShouldBe(kinds);
    }

    [Fact]
    public async Task Add_AnonymousContexts_AreLeftOutIfRequested()
    {
        var anonymous = EvaluationContext.Builder("anon").Anonymous().Build();
        var other = EvaluationContext.New("org", "o");
        await using var sender = Sender(new FlagEventOptions { OmitsAnonymousContexts = true });
        sender.Add(Custom("c", anonymous));
        sender.Add(Identify(anonymous));
        sender.Add(Custom("c", EvaluationContext.NewMulti(anonymous, other)));
        sender.Add(Identify(EvaluationContext.NewMulti(anonymous, other)));

        var post = await FlushAsync(sender);

        post.Kinds.ShouldBe(["custom", "index", "custom", "identify"]);
        post.Single("index").GetProperty("context").ToString().ShouldBe("""{"kind":"org","key":"o"}""");
        post.Single("identify").GetProperty("context").ToString().ShouldBe("""{"kind":"org","key":"o"}""");
    }

    // The rules are those of LaunchDarkly's event schema: names of private attributes are sent, values never.
    [Theory]
    [InlineData(
        """{"kind":"org","key":"o","name":"n","b":"c"}""", false, "",
        """{"kind":"org","key":"o","name":"n","b":"c"}""")]
    [InlineData(
        """{"kind":"user","key":"u","name":"n","b":"c","anonymous":true}""", true, "",
        """{"kind":"user","key":"u","anonymous":true,"_meta":{"redactedAttributes":["b","name"]}}""")]
    [InlineData(
        """{"kind":"user","key":"u","name":"n","b":"c","d":"e","_meta":{"privateAttributes":["b"]}}""", false, "name",
        """{"kind":"user","key":"u","d":"e","_meta":{"redactedAttributes":["b","name"]}}""")]
    [InlineData(
        """{"kind":"user","key":"u","b":{"p1":true,"p2":3},"c":{"p1":{"s1":true},"p2":{"s1":4,"s2":5}}"""
        + ""","_meta":{"privateAttributes":["/b/p1"]}}""",
        false,
        "/c/p2/s1",
        """{"kind":"user","key":"u","b":{"p2":3},"c":{"p1":{"s1":true},"p2":{"s2":5}}"""
        + ""","_meta":{"redactedAttributes":["/b/p1","/c/p2/s1"]}}""")]
    [InlineData(
        """{"kind":"user","key":"u","b":1,"_meta":{"privateAttributes":["/b/p1","nowhere","key","kind","anonymous","//"]}}""", false, "",
        """{"kind":"user","key":"u","b":1}""")]
    [InlineData(
        """{"kind":"user","key":"u","/b":1,"a/b":2,"_meta":{"privateAttributes":["/~1b","/a~1b"]}}""", false, "",
        """{"kind":"user","key":"u","_meta":{"redactedAttributes":["/~1b","a/b"]}}""")]
    [InlineData(
        """{"kind":"multi","org":{"key":"o","x":1,"y":2,"_meta":{"privateAttributes":["x"]}},"user":{"key":"u","x":1,"y":2}}""", false, "y",
        """{"kind":"multi","org":{"key":"o","_meta":{"redactedAttributes":["x","y"]}}"""
        + ""","user":{"key":"u","x":1,"_meta":{"redactedAttributes":["y"]}}}""")]
    [InlineData(
        """{"key":"u","custom":{"/b":1,"b":{"c":2},"/b/c":3},"privateAttributeNames":["/b","/b/c"]}""", false, "",
        """{"kind":"user","key":"u","b":{"c":2},"_meta":{"redactedAttributes":["/~1b","/~1b~1c"]}}""")]
    public async Task Identify_PrivateAttributes_AreNamedAndNotSent(string context, bool allPrivate, string privates, string expected)
    {
        await using var sender = Sender(new FlagEventOptions
        {
            AllAttributesPrivate = allPrivate,
            PrivateAttributes = privates.Length == 0 ? [] : [privates],
        });
        sender.Add(Identify(EvaluationContext.Parse(context)));

        (await FlushAsync(sender)).Single("identify").GetProperty("context").ToString().ShouldBe(expected);
    }

    [Theory]
    [InlineData("/b/")]
    [InlineData("/b~2")]
    [InlineData("")]
    public async Task PrivateAttributes_InvalidReference_AreRefusedOrLoggedOnce(string reference)
    {
        Should.Throw<ArgumentException>(() => Sender(new FlagEventOptions { PrivateAttributes = ["name", reference] }))
            .Message.ShouldContain($"FlagEventOptions.PrivateAttributes: \"{reference}\" keeps nothing private");

        await using var sender = Sender();
        var context = EvaluationContext.Builder("u").Set("b", 1).Private(reference).Build();
        sender.Add(Identify(context));
        sender.Add(Identify(context));
        await FlushAsync(sender);

        Log.Lines.ShouldHaveSingleItem().ShouldContain($"The private attribute \"{reference}\" of a context is ignored");
    }

    [Fact]
    public async Task Custom_AnonymousPart_HidesOnlyItsAttributes()
    {
        var context = EvaluationContext.Parse("""{"kind":"multi","org":{"key":"o","x":1},"user":{"key":"u","x":1,"anonymous":true}}""");
        await using var sender = Sender();
        sender.Add(Custom("c", context));

        var post = await FlushAsync(sender);

        post.Single("custom").GetProperty("context").ToString().ShouldBe(
            """{"kind":"multi","org":{"key":"o","x":1},"user":{"key":"u","anonymous":true,"_meta":{"redactedAttributes":["x"]}}}""");
        post.Single("index").GetProperty("context").ToString().ShouldBe(
            """{"kind":"multi","org":{"key":"o","x":1},"user":{"key":"u","anonymous":true,"x":1}}""");
    }

    [Theory]
    [InlineData("null", null, """{"kind":"custom","creationDate":1767225600000,"context":{"kind":"user","key":"u1"},"key":"c"}""")]
    [InlineData(
        "{\"a\":[1]}",
        0.0,
        """{"kind":"custom","creationDate":1767225600000,"context":{"kind":"user","key":"u1"},"key":"c","data":{"a":[1]}"""
        + ""","metricValue":0}""")]
    [InlineData(
        "false",
        -1.5,
        """{"kind":"custom","creationDate":1767225600000,"context":{"kind":"user","key":"u1"},"key":"c","data":false"""
        + ""","metricValue":-1.5}""")]
    public async Task Custom_DataAndMetric_AreSentIfAny(string data, double? metric, string expected)
    {
        await using var sender = Sender();
        sender.Add(Custom("c", data: FlagValue.Parse(data), metric: metric));

        (await FlushAsync(sender)).Single("custom").ToString().ShouldBe(expected);
    }
}
