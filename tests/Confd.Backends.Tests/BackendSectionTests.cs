namespace Confd.Backends.Tests;

public sealed class BackendSectionTests
{
    private static readonly BackendOption Table = new("table", OptionKind.Text, "a table") { IsSource = true };
    private static readonly BackendOption Attribute = new("key-attribute", OptionKind.Text, "an attribute") { Default = "key" };
    private static readonly BackendOption Files = new("file", OptionKind.TextList, "files") { IsSource = true };
    private static readonly BackendOption Size = new("page-size", OptionKind.Integer, "a size") { Default = 100L };
    private static readonly BackendOption Consistent = new("consistent-read", OptionKind.Switch, "a switch");
    private static readonly BackendOption Interval = new("interval", OptionKind.Duration, "a time") { Default = TimeSpan.FromSeconds(15) };
    private static readonly BackendOption Password = new("password", OptionKind.Text, "a secret") { IsSecret = true };

    [Fact]
    public void For_SectionWithoutValuesOrWithZero_KeepsThoseOfTheProgram()
    {
        var context = new BackendContext
        {
            DialTimeout = TimeSpan.FromSeconds(7),
            WriteTimeout = TimeSpan.FromSeconds(9),
            MaxReadingBytes = 5,
            Retry = new() { MaxAttempts = 4, BaseDelay = TimeSpan.FromSeconds(1), MaxDelay = TimeSpan.FromSeconds(2) },
        };

        context.For(new BackendSection("memory")).ShouldBe(context);
        context.For(new BackendSection("memory")
        {
            DialTimeout = TimeSpan.Zero,
            ReadTimeout = TimeSpan.Zero,
            WriteTimeout = TimeSpan.Zero,
            RetryMaxAttempts = 0,
            RetryBaseDelay = TimeSpan.Zero,
            RetryMaxDelay = TimeSpan.Zero,
            MaxReadingBytes = 0,
        }).ShouldBe(context);
        context.For(new BackendSection("memory") { MaxReadingBytes = 6 }).ShouldBe(context with { MaxReadingBytes = 6 });
    }

    [Fact]
    public void For_SectionWithADialTimeout_HasIt() =>
        new BackendContext().For(new BackendSection("memory") { DialTimeout = TimeSpan.FromSeconds(1) }).DialTimeout
            .ShouldBe(TimeSpan.FromSeconds(1));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Times_ZeroOrLess_AreTheDefaults(int seconds)
    {
        var time = TimeSpan.FromSeconds(seconds);

        new BackendContext { DialTimeout = time }.ShouldBe(new BackendContext());
        new BackendRetry { BaseDelay = time, MaxDelay = time }.ShouldBe(new BackendRetry());
        new BackendSection("memory") { DialTimeout = time }.DialTimeout.ShouldBeNull();
    }

    [Fact]
    public void DialTimeout_LongerThanATimer_IsTheLongestTimer() =>
        new BackendContext { DialTimeout = TimeSpan.FromDays(365) }.DialTimeout.ShouldBe(TimeSpan.FromDays(24));

    [Theory]
    [InlineData(null, null, null, null)]
    [InlineData(null, null, 1, 2)]
    [InlineData(null, 10, 1, 11)]
    [InlineData(5, 10, 1, 11)]
    [InlineData(5, null, null, 6)]
    [InlineData(0, 0, null, null)]
    public void For_SectionWithAReadTimeout_KeepsTheWriteTimeoutOfTheProgram(int? read, int? write, int? own, int? expected)
    {
        var context = new BackendContext { ReadTimeout = Seconds(read), WriteTimeout = Seconds(write) };

        context.For(new BackendSection("memory") { ReadTimeout = Seconds(own) }).RequestTimeout.ShouldBe(Seconds(expected));

        static TimeSpan? Seconds(int? count) => count is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
    }

    [Fact]
    public void Getters_NothingSet_GiveTheDefaults()
    {
        var section = new BackendSection("any");

        section.Text(Table).ShouldBeNull();
        section.Text(Attribute).ShouldBe("key");
        section.Texts(Files).ShouldBeEmpty();
        section.Integer(Size).ShouldBe(100);
        section.Switch(Consistent).ShouldBeFalse();
        section.Duration(Interval).ShouldBe(TimeSpan.FromSeconds(15));
        section.Source.ShouldBeNull();
        section.SourceList.ShouldBeEmpty();
    }

    [Fact]
    public void Getters_Set_GiveWhatWasSet()
    {
        var section = Section(
            (Table, "config"), (Files, new[] { "/a", "/b" }), (Size, 7L), (Consistent, true), (Interval, TimeSpan.Zero), (Attribute, ""));

        section.Text(Table).ShouldBe("config");
        section.Texts(Files).ShouldBe(["/a", "/b"]);
        section.Integer(Size).ShouldBe(7);
        section.Switch(Consistent).ShouldBeTrue();
        section.Duration(Interval).ShouldBe(TimeSpan.Zero);
        section.Text(Attribute).ShouldBe("", "an empty text is a value where the option has a default");
        section.Source.ShouldBe("config");
        section.SourceList.ShouldBe(["/a", "/b"]);
        section.Sources.Select(source => source.Key).ShouldBe([Table, Files]);
    }

    [Fact]
    public void Equals_SameValuesInAnyOrder_AreOne()
    {
        var left = Section((Table, "config"), (Files, new[] { "/a", "/b" }));
        var right = Section((Files, new List<string> { "/a", "/b" }), (Table, "config"));

        left.ShouldBe(right);
        left.GetHashCode().ShouldBe(right.GetHashCode());
    }

    [Fact]
    public void Equals_DefaultsEmptyTextsAndZeroLimits_AreIgnored()
    {
        var plain = Section((Table, "config"));
        var values = Pairs((Table, "config"), (Attribute, "key"), (Files, Array.Empty<string>()), (Password, ""), (Consistent, false));
        var wordy = new BackendSection("any", values)
        {
            DialTimeout = TimeSpan.Zero,
            ReadTimeout = TimeSpan.Zero,
            RetryMaxAttempts = 0,
        };

        wordy.ShouldBe(plain);
        wordy.GetHashCode().ShouldBe(plain.GetHashCode());
    }

    [Fact]
    public void Equals_AnotherTimeLimitOrRetry_Differs()
    {
        var second = TimeSpan.FromSeconds(1);
        BackendSection[] sections =
        [
            new("any"),
            new("any") { DialTimeout = second },
            new("any") { ReadTimeout = second },
            new("any") { WriteTimeout = second },
            new("any") { RetryMaxAttempts = 1 },
            new("any") { RetryBaseDelay = second },
            new("any") { RetryMaxDelay = second },
            new("any") { MaxReadingBytes = 1 },
        ];

        sections.ShouldBeUnique();
        new BackendSection("any") { ReadTimeout = second }.ShouldBe(sections[2]);
    }

    [Fact]
    public void Equals_AnotherNameValueOrOrderOfFiles_Differs()
    {
        var section = Section((Table, "config"), (Files, new[] { "/a", "/b" }));

        section.ShouldNotBe(new BackendSection("other", Pairs((Table, "config"), (Files, new[] { "/a", "/b" }))));
        section.ShouldNotBe(Section((Table, "other"), (Files, new[] { "/a", "/b" })));
        section.ShouldNotBe(Section((Table, "config"), (Files, new[] { "/b", "/a" })));
        section.ShouldNotBe(Section((Table, "config")));
        section.Equals(null).ShouldBeFalse();
    }

    [Fact]
    public void Constructor_ListIsChangedAfterwards_SectionStays()
    {
        var files = new List<string> { "/a" };
        var section = Section((Files, files));

        files.Add("/b");

        section.Texts(Files).ShouldBe(["/a"]);
    }

    [Fact]
    public void Constructor_ValueOfAnotherKind_IsRefused() =>
        Should.Throw<ArgumentException>(() => Section((Size, "7"))).Message.ShouldStartWith("page-size takes a value of kind Integer");

    [Fact]
    public void Getters_OptionOfAnotherKind_AreRefused() =>
        Should.Throw<ArgumentException>(() => Section().Text(Size)).Message.ShouldStartWith("page-size is of kind Integer, not Text");

    [Fact]
    public void ToString_Secret_IsHidden()
    {
        var section = Section((Password, "hunter2"), (Table, "config"), (Files, new[] { "/a", "/b" }));

        section.ToString().ShouldBe("any file=/a,/b password=(hidden) table=config");
    }

    [Fact]
    public void Option_DefaultOfAnotherKind_IsRefused() =>
        Should.Throw<ArgumentException>(() => new BackendOption("x", OptionKind.Duration, "x") { Default = "1s" })
            .Message.ShouldStartWith("the default of x");

    private static BackendSection Section(params (BackendOption Option, object Value)[] values) => new("any", Pairs(values));

    private static IEnumerable<KeyValuePair<BackendOption, object>> Pairs(params (BackendOption Option, object Value)[] values) =>
        values.Select(pair => KeyValuePair.Create(pair.Option, pair.Value));
}
