using Confd.Engine.Tests.Support;

namespace Confd.Engine.Tests.Running;

/// <summary>Writers of keys cannot end the program by writing too many.</summary>
public sealed class LargeReadingTests : IDisposable
{
    private readonly EngineFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task RunOnce_ReadingExceedsItsBudget_KeepsTheFilesAndContinuesWhenItFits()
    {
        _fixture.Backend.MaxReadingBytes = 10_000;
        _fixture.Backend.Set("/app/a", "old");
        _fixture.AddResource("a.conf");
        _fixture.AddResource("b.conf");
        await using var engine = _fixture.CreateEngine();
        (await engine.RunOnceAsync(Cancellation)).ExitStatus.ShouldBe(0);

        _fixture.Backend.Set("/app/a", "new");
        _fixture.Backend.Set("/app/hostile", new string('x', 10_000));
        var failed = await engine.RunOnceAsync(Cancellation);

        const string Reason = "what is read from memory takes more than 10000 bytes of memory; name fewer keys, or raise max_reading_bytes";
        failed.ExitStatus.ShouldBe(1);
        failed.Failures.Select(failure => failure.Reason).ShouldBe([Reason, Reason]);
        _fixture.Logger.Count("Error " + Reason).ShouldBe(2);
        _fixture.ReadOut("a.conf").ShouldBe("/app/a=old\n");
        _fixture.ReadOut("b.conf").ShouldBe("/app/a=old\n");

        _fixture.Backend.Remove("/app/hostile");
        (await engine.RunOnceAsync(Cancellation)).ExitStatus.ShouldBe(0);
        _fixture.ReadOut("a.conf").ShouldBe("/app/a=new\n");
    }
}
