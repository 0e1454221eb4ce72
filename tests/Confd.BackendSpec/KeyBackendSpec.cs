using System.Text;
using Confd.Backends;

namespace Confd.BackendSpec;

/// <summary>
/// What the engine expects of every backend. A backend's tests derive from it and say how its source is written and broken.
/// </summary>
/// <remarks>Keys are lower-case paths, as some sources know no others.</remarks>
public abstract class KeyBackendSpec : IAsyncLifetime
{
    private const string Secret = "s3cr3t-of-the-source";

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The kind of backend.</summary>
    protected abstract IKeyBackendFactory Factory { get; }

    /// <summary>True where a key selects what is below it; false: it names one value, and one that is absent fails the reading.</summary>
    protected virtual bool KnowsFolders => true;

    /// <summary>True where the key <c>/</c> selects everything; false: it fails; null: that is tested elsewhere.</summary>
    protected virtual bool? KnowsRoot => KnowsFolders;

    /// <summary>True where keys may hold letters of any script.</summary>
    protected virtual bool TakesUnicodeKeys => true;

    /// <summary>How many characters a value may have.</summary>
    protected virtual int LongestValue => 200_000;

    /// <summary>True where the backend opens a watch; false: it never does, and is polled.</summary>
    protected virtual bool CanBeWatched => true;

    /// <summary>True where a watch names the keys that changed; false: it reports only that anything may have changed.</summary>
    protected virtual bool WatchNamesKeys => true;

    /// <summary>What the backend is opened with.</summary>
    protected virtual BackendContext Context { get; } = new();

    /// <summary>Makes a source without keys.</summary>
    public abstract ValueTask InitializeAsync();

    /// <summary>Removes the source.</summary>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Read_ExactKey_SelectsItAlone() =>
        await ShouldSelectAsync([("/app/host", "a"), ("/app/port", "b"), ("/web/host", "c")], ["/app/port"], ["/app/port"]);

    [Fact]
    public async Task Read_Prefix_SelectsAllBelowIt() => await ShouldSelectOrFailAsync(
        KnowsFolders, [("/app/db/host", "a"), ("/app/port", "b"), ("/web/host", "c")], ["/app"], ["/app/db/host", "/app/port"]);

    [Fact]
    public async Task Read_Root_SelectsEverything()
    {
        if (KnowsRoot is { } canSelect)
        {
            await ShouldSelectOrFailAsync(
                canSelect, [("/app/host", "a"), ("/web/host", "b"), ("/top", "c")], ["/"], ["/app/host", "/top", "/web/host"]);
        }
    }

    [Fact]
    public async Task Read_MissingKey_SelectsNothing() =>
        await ShouldSelectOrFailAsync(KnowsFolders, [("/app/host", "a")], ["/app/none", "/none"], []);

    [Fact]
    public async Task Read_KeysInAnyOrderAndTwice_SelectsTheSame()
    {
        (string, string)[] keys = [("/a/x", "1"), ("/b/x", "2"), ("/c/x", "3")];

        await ShouldSelectAsync(keys, [Key("/c"), Key("/a")], ["/a/x", "/c/x"]);
        await ShouldSelectAsync(keys, [Key("/a"), Key("/c"), Key("/a"), "/a/x"], ["/a/x", "/c/x"]);
    }

    [Fact]
    public async Task Select_TwoResourcesOfOneReading_EachGetsItsOwn()
    {
        await WriteAsync(Pairs([("/a/x", "1"), ("/b/x", "2")]));
        await using var backend = await OpenAsync();

        var reading = await backend.ReadAsync([Key("/a"), Key("/b")], Cancellation);

        Text(reading.Select([Key("/b")])).ShouldBe(Pairs([("/b/x", "2")]));
        Text(reading.Select([Key("/a")])).ShouldBe(Pairs([("/a/x", "1")]));
        reading.Select([]).ShouldBeEmpty();
    }

    [Fact]
    public async Task Read_SourceChangesAfterwards_ResultStaysAndTheNextReadIsNew()
    {
        await WriteAsync(Pairs([("/a/x", "old")]));
        await using var backend = await OpenAsync();
        var before = await backend.ReadAsync(["/a/x"], Cancellation);

        await WriteAsync(Pairs([("/a/x", "new")]));

        var after = await backend.ReadAsync(["/a/x"], Cancellation);
        Text(before.Select(["/a/x"])).ShouldBe(Pairs([("/a/x", "old")]));
        Text(after.Select(["/a/x"])).ShouldBe(Pairs([("/a/x", "new")]));
    }

    [Fact]
    public async Task Read_BigValueAndManyKeys_AreAllThere()
    {
        (string, string)[] keys =
            [
                ("/many/big", new string('x', LongestValue)),
                .. Enumerable.Range(0, 300).Select(number => ($"/many/k{number:000}", $"value {number}")),
            ];
        await WriteAsync(Pairs(keys));
        await using var backend = await OpenAsync();

        string[] lookupKeys = KnowsFolders ? ["/many"] : [.. keys.Select(pair => pair.Item1)];

        var reading = await backend.ReadAsync(lookupKeys, Cancellation);

        Text(reading.Select(lookupKeys)).ShouldBe(Pairs(keys), ignoreOrder: true);
        reading.Count.ShouldBeOneOf(null, keys.Length);
    }

    [Fact]
    public async Task Read_BudgetExceeded_FailsAndNothingIsLost()
    {
        const int Keys = 10;
        const int BodyBudget = 30_000;
        var value = Secret + new string('x', Math.Min(LongestValue, 4_000) - Secret.Length);
        await WriteAsync(Pairs([("/a/x", "old")]));
        await using var backend = await OpenAsync(Context with { MaxReadingBytes = BodyBudget });
        var before = await backend.ReadAsync(["/a/x"], Cancellation);
        string[] keys = [.. Enumerable.Range(0, Keys).Select(number => $"/a/b{number}")];
        string[] lookupKeys = KnowsFolders ? ["/a"] : keys;

        await WriteAsync(keys.ToDictionary(key => key, _ => value));
        var failed = await Should.ThrowAsync<KeyBackendException>(() => backend.ReadAsync(lookupKeys, Cancellation));

        failed.Message.ShouldContain($" takes more than {BodyBudget} bytes of memory; name fewer keys, or raise max_reading_bytes");
        failed.Message.ShouldNotContain(Secret);
        Text(before.Select(["/a/x"])).ShouldBe(Pairs([("/a/x", "old")]));
        await WriteAsync(keys.ToDictionary(key => key, _ => "small"));
        Text((await backend.ReadAsync(lookupKeys, Cancellation)).Select(lookupKeys)).Count.ShouldBe(KnowsFolders ? Keys + 1 : Keys);
    }

    [Fact]
    public async Task Read_UnicodeKeysAndValues_AreExact()
    {
        string[] names = TakesUnicodeKeys ? ["/app/größe", "/app/日本", "/app/plain"] : ["/app/a", "/app/b", "/app/plain"];
        await ShouldSelectAsync(
            [(names[0], "Zürich\n"), (names[1], "日本語 🚀"), (names[2], " \t\"quoted\" \\ {{.}} ")],
            KnowsFolders ? ["/app"] : names,
            names);
    }

    [Fact]
    public async Task Read_Cancelled_ThrowsOperationCanceled()
    {
        await using var backend = await OpenAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => backend.ReadAsync(["/a"], new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task CheckHealth_Cancelled_ThrowsOperationCanceled()
    {
        await using var backend = await OpenAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => backend.CheckHealthAsync(new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Read_SourceIsBroken_ThrowsKeyBackendExceptionAndHealthReportsIt()
    {
        await WriteAsync(Pairs([("/a/x", Secret)]));
        await using var backend = await OpenAsync();
        if (!await TryBreakAsync())
        {
            (await backend.CheckHealthAsync(Cancellation)).IsHealthy.ShouldBeTrue();
            return;
        }

        var failed = await Should.ThrowAsync<KeyBackendException>(() => backend.ReadAsync(["/a/x"], Cancellation));
        var health = await backend.CheckHealthAsync(Cancellation);

        failed.Message.ShouldNotBeEmpty();
        failed.Message.ShouldNotContain(Secret);
        health.IsHealthy.ShouldBeFalse();
        health.Reason.ShouldNotBeEmpty();
        health.Reason.ShouldNotContain(Secret);
    }

    [Fact]
    public async Task CheckHealth_HealthySource_ReportsItWithoutValues()
    {
        await WriteAsync(Pairs([("/a/x", Secret)]));
        await using var backend = await OpenAsync();

        var health = await backend.CheckHealthAsync(Cancellation);

        health.IsHealthy.ShouldBeTrue(health.Reason);
        health.Message.ShouldNotBeEmpty();
        string.Join(' ', health.Details).ShouldNotContain(Secret);
    }

    [Fact]
    public async Task OpenWatch_SourceChanges_IsReportedAndTheNextReadHasIt()
    {
        await WriteAsync(Pairs([("/a/x", "old")]));
        await using var backend = await OpenAsync();
        await using var watch = await backend.OpenWatchAsync(["/a"], Cancellation);
        if (!CanBeWatched)
        {
            watch.ShouldBeNull();
            return;
        }

        // Nobody waits while it happens: it is kept for the one who asks.
        await WriteAsync(Pairs([("/a/x", "new")]));

        if (WatchNamesKeys)
        {
            (await ReportedAsync(watch.ShouldNotBeNull(), () => WriteAsync(Pairs([("/a/x", "new")])))).ShouldBe(["/a/x"]);
        }
        else
        {
            (await watch.ShouldNotBeNull().WaitForChangeAsync(Cancellation)).ShouldBeEmpty();
        }

        Text((await backend.ReadAsync(["/a"], Cancellation)).Select(["/a"])).ShouldBe(Pairs([("/a/x", "new")]));
    }

    /// <summary>The keys that a watch names.</summary>
    /// <param name="watch">One that names them.</param>
    /// <param name="changeAgain">Makes the change once more, for a watch that has lost its position and reported that anything may have
    /// changed: the stream of an emulator does so now and then, and does not report earlier changes.</param>
    public static async Task<IReadOnlySet<string>> ReportedAsync(KeyWatch watch, Func<Task> changeAgain)
    {
        var told = await watch.WaitForChangeAsync(Cancellation);
        if (told.Count > 0)
        {
            return told;
        }

        await changeAgain();
        return await watch.WaitForChangeAsync(Cancellation);
    }

    [Fact]
    public async Task OpenWatch_NothingChanges_WaitEndsWhenCancelled()
    {
        await using var backend = await OpenAsync();
        await using var watch = await backend.OpenWatchAsync(["/a"], Cancellation);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var waiting = watch?.WaitForChangeAsync(end.Token);

        await end.CancelAsync();

        (watch is not null).ShouldBe(CanBeWatched);
        if (waiting is not null)
        {
            await Should.ThrowAsync<OperationCanceledException>(() => waiting);
        }
    }

    [Fact]
    public async Task Dispose_TwiceAndBeforeItsWatch_DoesNotThrow()
    {
        var backend = await OpenAsync();
        var watch = await backend.OpenWatchAsync(["/a"], Cancellation);

        await backend.DisposeAsync();
        await backend.DisposeAsync();
        await (watch?.DisposeAsync() ?? default);
        await (watch?.DisposeAsync() ?? default);
    }

    [Fact]
    public async Task Name_OfBackendAndFactory_IsTheSame()
    {
        await using var backend = await OpenAsync();

        backend.Name.ShouldBe(Factory.Name);
        Factory.Summary.ShouldNotEndWith(".");
    }

    [Fact]
    public async Task Open_RequiredOptionsMissing_NamesThem()
    {
        if (Factory.Options.FirstOrDefault(option => option.IsRequired) is { } required)
        {
            var open = () => Factory.OpenAsync(new BackendSection(Factory.Name), new BackendContext(), Cancellation);

            var failed = await Should.ThrowAsync<KeyBackendException>(open);
            failed.Message.ShouldContain($"set {required.FileKey}");
        }
    }

    [Fact]
    public void Check_PasswordInANode_IsRefusedWithoutItBeforeAnythingIsOpened()
    {
        if (Factory.Options.FirstOrDefault(option => option.IsNodes) is { } nodes)
        {
            var section = new BackendSection(Factory.Name, [new(nodes, new[] { "user:hunter2@host:1" })]);

            Should.Throw<KeyBackendException>(() => Factory.Check(section)).Message.ShouldNotContain("hunter2");
        }
    }

    [Fact]
    public void Options_OfTheTable_AreWellFormed()
    {
        foreach (var option in Factory.Options)
        {
            option.Name.ShouldMatch("^[a-z]+(-[a-z]+)*$");
            option.Help.ShouldNotEndWith(".");
            (option.IsRequired && option.Default is string).ShouldBeFalse($"{option}: what has a default is not required");
        }

        Factory.Options.Select(option => option.Name).ShouldBeUnique();
    }

    /// <summary>Opens the backend over the source.</summary>
    protected abstract Task<IKeyBackend> OpenAsync(BackendContext context);

    /// <summary>Adds keys to the source, or changes them.</summary>
    protected abstract Task WriteAsync(IReadOnlyDictionary<string, string> keys);

    /// <summary>Makes the source unreadable; false where nothing can.</summary>
    protected virtual Task<bool> TryBreakAsync() => Task.FromResult(false);

    private Task<IKeyBackend> OpenAsync() => OpenAsync(Context);

    private static Dictionary<string, string> Pairs((string Key, string Value)[] pairs) =>
        pairs.ToDictionary(pair => pair.Key, pair => pair.Value);

    private static Dictionary<string, string> Text(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> values) =>
        values.ToDictionary(pair => pair.Key, pair => Encoding.UTF8.GetString(pair.Value.Span));

    // The folder, or the only key below it where there are no folders.
    private string Key(string folder) => KnowsFolders ? folder : folder + "/x";

    private async Task ShouldSelectOrFailAsync(bool canSelect, (string Key, string Value)[] keys, string[] lookupKeys, string[] expected)
    {
        if (canSelect)
        {
            await ShouldSelectAsync(keys, lookupKeys, expected);
            return;
        }

        await WriteAsync(Pairs(keys));
        await using var backend = await OpenAsync();
        await Should.ThrowAsync<KeyBackendException>(() => backend.ReadAsync(lookupKeys, Cancellation));
    }

    private async Task ShouldSelectAsync((string Key, string Value)[] keys, string[] lookupKeys, string[] expected)
    {
        await WriteAsync(Pairs(keys));
        await using var backend = await OpenAsync();

        var reading = await backend.ReadAsync(lookupKeys, Cancellation);

        Text(reading.Select(lookupKeys)).ShouldBe(Pairs([.. keys.Where(pair => expected.Contains(pair.Key))]), ignoreOrder: true);
    }
}
