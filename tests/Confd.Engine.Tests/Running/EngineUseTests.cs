using System.Globalization;
using Confd.Engine.Running;
using Confd.Engine.Tests.Support;
using Confd.Engine.Updating;

namespace Confd.Engine.Tests.Running;

/// <summary>What a program that uses the engine may do wrong.</summary>
public sealed class EngineUseTests : IDisposable
{
    private readonly EngineFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData("-00:00:01", "at least zero and at most 24 days; it is -00:00:01")]
    [InlineData("25.00:00:00", "at least zero and at most 24 days; it is 25.00:00:00")]
    public void Engine_TimeOutOfRange_IsRefusedByName(string text, string problem)
    {
        var time = TimeSpan.Parse(text, CultureInfo.InvariantCulture);
        var update = new UpdateOptions { CheckCommandTimeout = time };
        var exec = new ExecOptions { Command = "app", StopTimeout = time };

        Refusal(options => options with { BackendTimeout = time }).ShouldStartWith($"EngineOptions.BackendTimeout has to be {problem}");
        Refusal(options => options with { Update = update }).ShouldStartWith($"UpdateOptions.CheckCommandTimeout has to be {problem}");
        Refusal(options => options with { Exec = exec }).ShouldStartWith($"ExecOptions.StopTimeout has to be {problem}");
    }

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

    private string Refusal(Func<EngineOptions, EngineOptions> change) =>
        Should.Throw<ArgumentOutOfRangeException>(() => _fixture.CreateEngine(change)).Message;
}
