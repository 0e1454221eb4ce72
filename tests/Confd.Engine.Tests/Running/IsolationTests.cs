using Confd.BackendSpec;
using Confd.Backends;
using Confd.Engine.Commands;
using Confd.Engine.Flags;
using Confd.Engine.Posix;
using Confd.Engine.Running;
using Confd.Engine.Tests.Flags;
using Confd.Engine.Tests.Support;
using Confd.Following;

namespace Confd.Engine.Tests.Running;

/// <summary>An exception in a part of one resource fails that resource only.</summary>
public sealed class IsolationTests : IDisposable
{
    private const string Flags = "[flags]\ntable = \"flags\"\ncontext = \"{}\"";

    private readonly EngineFixture _fixture = new();

    public static TheoryData<Exception> AnyException =>
    [
        new InvalidOperationException("thrown"), new ArgumentException("thrown"), new OperationCanceledException("thrown"),
        new TimeoutException("thrown"), new NotSupportedException("thrown"), new AggregateException("thrown"),
    ];

    [Theory]
    [MemberData(nameof(AnyException))]
    public async Task RunOnce_BackendThrows_FailsItsResourceOnly(Exception exception)
    {
        _fixture.OtherBackends["other"] = new MemoryKeyBackend("other") { ReadError = exception };
        _fixture.AddResource("a.conf", tables: "[backend]\nbackend = \"other\"");
        _fixture.AddResource("b.conf");

        await ShouldFailOnlyTheFirstAsync(_fixture.CreateEngine(), exception);
    }

    [Theory]
    [MemberData(nameof(AnyException))]
    public async Task RunOnce_SelectingThrows_FailsItsResourceOnly(Exception exception)
    {
        _fixture.OtherBackends["other"] = new MemoryKeyBackend("other") { SelectError = exception };
        _fixture.AddResource("a.conf", tables: "[backend]\nbackend = \"other\"");
        _fixture.AddResource("b.conf");

        await ShouldFailOnlyTheFirstAsync(_fixture.CreateEngine(), exception);
    }

    [Theory]
    [MemberData(nameof(AnyException))]
    public async Task Watch_WatchThrows_IsOpenedAgainAndNothingIsLost(Exception exception)
    {
        _fixture.Backend.Set("/app/a", "1");
        _fixture.AddResource("a.conf");
        await using var engine = _fixture.CreateEngine();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var running = engine.WatchAsync(stop.Token);
        await _fixture.Logger.WaitForAsync("has been updated");

        _fixture.Backend.BreakWatches(exception);
        await _fixture.Logger.WaitForAsync($"Watching the memory backend failed: {FailureText.Of(exception).Redacted}; trying again in 2s");
        _fixture.Backend.Set("/app/a", "2");
        await _fixture.Clock.WaitForTimersAsync(1, Cancellation);
        _fixture.Clock.Advance(TimeSpan.FromSeconds(2));
        await _fixture.Logger.WaitForAsync("has been updated", 2);

        _fixture.ReadOut("a.conf").ShouldBe("/app/a=2\n");
        await stop.CancelAsync();
        (await running).ExitStatus.ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(AnyException))]
    public async Task RunOnce_OpeningABackendThrows_FailsItsResourceOnly(Exception exception)
    {
        _fixture.AddResource("a.conf", tables: "[backend]\nbackend = \"other\"");
        _fixture.AddResource("b.conf");

        await ShouldFailOnlyTheFirstAsync(Engine(parts => parts with { OpenBackend = (_, _) => throw exception }), exception);
    }

    [Theory]
    [MemberData(nameof(AnyException))]
    public async Task RunOnce_OpeningFlagsThrows_FailsItsResourceOnly(Exception exception)
    {
        _fixture.AddResource("a.conf", tables: Flags);
        _fixture.AddResource("b.conf");

        await ShouldFailOnlyTheFirstAsync(Engine(parts => parts with { OpenFlags = (_, _) => throw exception }), exception);
    }

    [Theory]
    [MemberData(nameof(AnyException))]
    public async Task RunOnce_FlagSourceThrows_FailsItsResourceOnly(Exception exception)
    {
        _fixture.AddResource("a.conf", tables: Flags);
        _fixture.AddResource("b.conf");

        await ShouldFailOnlyTheFirstAsync(
            Engine(parts => parts with { OpenFlags = (_, _) => Task.FromResult<IFlagSource>(new BrokenSource(exception, null)) }),
            exception);
    }

    [Theory]
    [MemberData(nameof(AnyException))]
    public async Task RunOnce_FlagReadingThrows_FailsItsResourceOnly(Exception exception)
    {
        _fixture.AddResource("a.conf", tables: Flags);
        _fixture.AddResource("b.conf");

        await ShouldFailOnlyTheFirstAsync(
            Engine(parts => parts with { OpenFlags = (_, _) => Task.FromResult<IFlagSource>(new BrokenSource(null, exception)) }),
            exception);
    }

    [Theory]
    [MemberData(nameof(AnyException))]
    public async Task RunOnce_CheckRunnerThrows_FailsItsResourceOnly(Exception exception)
    {
        _fixture.AddResource("a.conf", "check_cmd = \"check\"");
        _fixture.AddResource("b.conf");

        await ShouldFailOnlyTheFirstAsync(_fixture.CreateEngine(runner: new BrokenRunner(exception)), exception);
        File.Exists(_fixture.Out("a.conf")).ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(AnyException))]
    public async Task RunOnce_ReloadRunnerThrows_FailsItsResourceOnlyAndTheReloadStaysPending(Exception exception)
    {
        _fixture.AddResource("a.conf", "reload_cmd = \"reload\"");
        _fixture.AddResource("b.conf");

        await ShouldFailOnlyTheFirstAsync(_fixture.CreateEngine(runner: new BrokenRunner(exception)), exception);

        await using var next = _fixture.CreateEngine();
        (await next.RunOnceAsync(Cancellation)).ExitStatus.ShouldBe(0);
        _fixture.Commands.Commands.ShouldBe(["reload"]);
    }

    [Theory]
    [MemberData(nameof(AnyException))]
    public async Task RunOnce_CollectedReloadThrows_FailsItsResourceOnly(Exception exception)
    {
        _fixture.AddResource("a.conf", "reload_cmd = \"reload\"\nreload_once = true");
        _fixture.AddResource("b.conf");

        await ShouldFailOnlyTheFirstAsync(_fixture.CreateEngine(runner: new BrokenRunner(exception)), exception);
    }

    [Theory]
    [InlineData("src = \"x\\u0000y\"\ndest = \"/nowhere\"", "")]
    [InlineData("src = \"b.conf.tmpl\"\ndest = \"x\\u0000y\"", "")]
    [InlineData("src = \"b.conf.tmpl\"\ndest = \"OUT\"", "[backend]\nbackend = \"x\\u0000y\"")]
    [InlineData("src = \"b.conf.tmpl\"\ndest = \"OUT\"\nowner = \"x\\u0000y\"", "")]
    public async Task RunOnce_UnexpectedException_FailsItsResourceOnly(string settings, string tables)
    {
        _fixture.AddResource("b.conf");
        var whole = settings.Replace("OUT", _fixture.Out("a.conf"), StringComparison.Ordinal);
        _fixture.Directory.Write("conf.d/a.toml", $"[template]\n{whole}\nkeys = [\"/\"]\n{tables}\n");

        await using var engine = _fixture.CreateEngine();
        var result = await engine.RunOnceAsync(Cancellation);

        result.ExitStatus.ShouldBe(1, _fixture.Logger.Text);
        (result.Problems.Count + result.Failures.Count).ShouldBe(1, result.Message);
        File.Exists(_fixture.Out("a.conf")).ShouldBeFalse();
        File.Exists(_fixture.Out("b.conf")).ShouldBeTrue(_fixture.Logger.Text);
    }

    [Fact]
    public async Task RunOnce_ForEachBelowAnImpossibleKey_WritesNoFiles()
    {
        _fixture.AddResource("b.conf");
        _fixture.AddResource("a.conf", "for_each = \"/\\u0000\"");

        await using var engine = _fixture.CreateEngine();
        var result = await engine.RunOnceAsync(Cancellation);

        result.ExitStatus.ShouldBe(0, result.Message);
        File.Exists(_fixture.Out("a.conf")).ShouldBeFalse();
        File.Exists(_fixture.Out("b.conf")).ShouldBeTrue(_fixture.Logger.Text);
    }

    [Fact]
    public async Task Dispose_OneSourceThrows_TheOthersAreClosed()
    {
        var good = new MemoryKeyBackend("good");
        var isClosed = false;
        _fixture.AddResource("a.conf", tables: Flags + "\n[backend]\nbackend = \"bad\"");
        _fixture.AddResource("b.conf", tables: "[backend]\nbackend = \"good\"");
        _fixture.AddResource("c.conf", tables: Flags.Replace("\"flags\"", "\"more\"", StringComparison.Ordinal));
        var engine = Engine(parts => parts with
        {
            OpenBackend = (settings, _) => Task.FromResult<IKeyBackend>(settings.Name == "bad" ? new UnclosableBackend() : good),
            OpenFlags = (origin, _) => Task.FromResult<IFlagSource>(
                origin.Table == "flags" ? new UnclosableSource() : new ClosableSource(() => isClosed = true)),
        });
        await engine.RunOnceAsync(Cancellation);

        await engine.DisposeAsync();

        good.IsDisposed.ShouldBeTrue();
        isClosed.ShouldBeTrue();
        _fixture.Logger.Text.ShouldContain("Warning Closing a source of flags failed: an unexpected InvalidOperationException");
        _fixture.Logger.Text.ShouldContain("Warning Closing the bad backend failed: an unexpected InvalidOperationException");
    }

    public void Dispose() => _fixture.Dispose();

    private ConfdEngine Engine(Func<EngineParts, EngineParts> configure) =>
        new(new EngineOptions { ConfigDirectory = _fixture.Directory.Path }, configure(_fixture.CreateParts()));

    private async Task ShouldFailOnlyTheFirstAsync(ConfdEngine engine, Exception exception)
    {
        await using (engine)
        {
            var result = await engine.RunOnceAsync(Cancellation);

            result.ExitStatus.ShouldBe(1);
            result.Message.ShouldContain(FailureText.Of(exception).Redacted);
            result.Message.ShouldNotContain("b.conf");
            File.Exists(_fixture.Out("b.conf")).ShouldBeTrue(_fixture.Logger.Text);
        }
    }

    private sealed class BrokenRunner(Exception exception) : ICommandRunner
    {
        public Task<CommandResult> RunAsync(ShellCommand command, TimeSpan timeout, CancellationToken cancellationToken) => throw exception;
    }

    private sealed class BrokenSource(Exception? read, Exception? evaluate) : IFlagSource
    {
        public Task<Func<string, FlagLookup>> ReadAsync(CancellationToken cancellationToken) =>
            read is not null ? throw read : Task.FromResult<Func<string, FlagLookup>>(_ => throw evaluate!);

        public Task<IChangeWatch<bool>?> OpenWatchAsync(CancellationToken cancellationToken) =>
            Task.FromResult<IChangeWatch<bool>?>(null);

        public Task<bool> RefreshAsync(CancellationToken cancellationToken) => Task.FromResult(false);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class ClosableSource(Action close) : IFlagSource
    {
        private readonly MemoryFlagSource _source = new();

        public Task<Func<string, FlagLookup>> ReadAsync(CancellationToken cancellationToken) => _source.ReadAsync(cancellationToken);

        public Task<IChangeWatch<bool>?> OpenWatchAsync(CancellationToken cancellationToken) =>
            Task.FromResult<IChangeWatch<bool>?>(null);

        public Task<bool> RefreshAsync(CancellationToken cancellationToken) => Task.FromResult(false);

        public ValueTask DisposeAsync()
        {
            close();
            return ValueTask.CompletedTask;
        }
    }

    private sealed class UnclosableSource : IFlagSource
    {
        private readonly MemoryFlagSource _source = new();

        public Task<Func<string, FlagLookup>> ReadAsync(CancellationToken cancellationToken) => _source.ReadAsync(cancellationToken);

        public Task<IChangeWatch<bool>?> OpenWatchAsync(CancellationToken cancellationToken) =>
            Task.FromResult<IChangeWatch<bool>?>(null);

        public Task<bool> RefreshAsync(CancellationToken cancellationToken) => Task.FromResult(false);

        public ValueTask DisposeAsync() => throw new InvalidOperationException("cannot be closed");
    }

    private sealed class UnclosableBackend : IKeyBackend
    {
        private readonly MemoryKeyBackend _backend = new("bad");

        public string Name => "bad";

        public Task<KeyReading> ReadAsync(IReadOnlyList<string> lookupKeys, CancellationToken cancellationToken) =>
            _backend.ReadAsync(lookupKeys, cancellationToken);

        public Task<BackendHealth> CheckHealthAsync(CancellationToken cancellationToken) => _backend.CheckHealthAsync(cancellationToken);

        public Task<KeyWatch?> OpenWatchAsync(IReadOnlyList<string> lookupKeys, CancellationToken cancellationToken) =>
            _backend.OpenWatchAsync(lookupKeys, cancellationToken);

        public ValueTask DisposeAsync() => throw new InvalidOperationException("cannot be closed");
    }
}
