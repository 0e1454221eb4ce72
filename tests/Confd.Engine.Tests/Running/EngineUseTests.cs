using Confd.Engine.Running;
using Confd.Engine.Tests.Support;
using Confd.Engine.Updating;

namespace Confd.Engine.Tests.Running;

/// <summary>What a program that uses the engine may do wrong.</summary>
public sealed class EngineUseTests : IDisposable
{
    private static readonly TimeSpan TooLong = TimeSpan.FromDays(25);

    private readonly EngineFixture _fixture = new();

    public static TheoryData<string> Times =>
    [
        nameof(EngineOptions.Splay),
        nameof(EngineOptions.BackendTimeout),
        nameof(EngineOptions.WatchErrorBackoff),
        nameof(EngineOptions.ShutdownTimeout),
        nameof(UpdateOptions.CheckCommandTimeout),
        nameof(UpdateOptions.ReloadCommandTimeout),
        nameof(ExecOptions.StopTimeout),
    ];

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [MemberData(nameof(Times))]
    public void Engine_TimeThatNoTimerHolds_IsRefusedByName(string name) =>
        Should.Throw<ArgumentOutOfRangeException>(() => _fixture.CreateEngine(options => name switch
        {
            nameof(EngineOptions.Splay) => options with { Splay = TooLong },
            nameof(EngineOptions.BackendTimeout) => options with { BackendTimeout = TooLong },
            nameof(EngineOptions.WatchErrorBackoff) => options with { WatchErrorBackoff = TooLong },
            nameof(EngineOptions.ShutdownTimeout) => options with { ShutdownTimeout = TooLong },
            nameof(UpdateOptions.CheckCommandTimeout) => options with { Update = new UpdateOptions { CheckCommandTimeout = TooLong } },
            nameof(UpdateOptions.ReloadCommandTimeout) => options with { Update = new UpdateOptions { ReloadCommandTimeout = TooLong } },
            _ => options with { Exec = new ExecOptions { Command = "app", StopTimeout = TooLong } },
        })).Message.ShouldStartWith($"{name} is longer than the 24 days that timers hold");

    [Fact]
    public async Task Engine_HostProvidesVariables_AreUsedInSettings()
    {
        _fixture.AddResource("a", $"dest = \"{_fixture.Out("a-${PLACE}")}\"\nprefix = \"/{{{{getenv `PLACE`}}}}\"");
        _fixture.Backend.Set("/host/app/a", "x");
        var parts = _fixture.CreateParts() with { Variable = name => name == "PLACE" ? "host" : null };
        await using var engine = new ConfdEngine(new EngineOptions { ConfigDirectory = _fixture.Directory.Path }, parts);

        (await engine.RunOnceAsync(Cancellation)).ExitStatus.ShouldBe(0);

        _fixture.ReadOut("a-host").ShouldContain("x");
    }

    [Fact]
    public void Engine_NegativeSplay_IsRefused() =>
        Should.Throw<ArgumentOutOfRangeException>(
            () => _fixture.CreateEngine(options => options with { Splay = TimeSpan.FromSeconds(-1) }))
            .Message.ShouldStartWith("Splay is negative");

    [Fact]
    public async Task Engine_SecondRunMeanwhile_IsRefusedAndOneAfterwardsIsNot()
    {
        _fixture.AddResource("a.conf");
        await using var engine = _fixture.CreateEngine();
        var gate = new TaskCompletionSource();
        _fixture.Backend.Gate = gate.Task;
        var first = engine.RunOnceAsync(Cancellation);

        await Should.ThrowAsync<InvalidOperationException>(() => engine.RunOnceAsync(Cancellation));
        await Should.ThrowAsync<InvalidOperationException>(() => engine.PollAsync(Cancellation));
        await Should.ThrowAsync<InvalidOperationException>(() => engine.WatchAsync(Cancellation));

        gate.SetResult();
        (await first).ExitStatus.ShouldBe(0);
        (await engine.RunOnceAsync(Cancellation)).ExitStatus.ShouldBe(0);
    }
}
