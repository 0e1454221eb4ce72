using Confd.Engine.Files;
using Confd.Engine.Tests.Support;
using Confd.Engine.Updating;

namespace Confd.Engine.Tests.Updating;

/// <summary>A dry run leaves the disk alone.</summary>
public sealed class NoopTests : IDisposable
{
    private static readonly DateTime Before = new(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);

    private readonly EngineFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData("", 0)]
    [InlineData("output_format = \"json\"", 1)]
    public async Task RunOnce_Noop_MakesNoFileBesideTheDestinationNotForAMomentEither(string settings, int status)
    {
        _fixture.AddResource("a.conf", settings);
        Directory.SetLastWriteTimeUtc(_fixture.Directory["out"], Before);

        (await RunAsync()).ShouldBe(status);

        Directory.GetLastWriteTimeUtc(_fixture.Directory["out"]).ShouldBe(Before);
    }

    [Fact]
    public async Task RunOnce_NoopAndNoFolder_FailsAsARealRunWould()
    {
        _fixture.AddResource("a.conf");
        Directory.Delete(_fixture.Directory["out"]);

        (await RunAsync()).ShouldBe(1);

        _fixture.Logger.Text.ShouldContain("Failed to create temp file");
        _fixture.Logger.Text.ShouldContain("no such file or directory");
    }

    [Fact]
    public async Task RunOnce_NoopThatKeepsStagedFiles_LeavesOne()
    {
        _fixture.AddResource("a.conf");

        (await RunAsync(keepsStageFile: true)).ShouldBe(0);

        Directory.GetFiles(_fixture.Directory["out"]).ShouldHaveSingleItem().ShouldContain("/.a.conf");
    }

    [Fact]
    public void RenderedContent_MayNotSpool_StaysInMemory()
    {
        using var content = new RenderedContent(_fixture.Out("a.conf"), maySpool: false);
        for (var megabytes = 0; megabytes < 3; megabytes++)
        {
            content.GetSpan(1 << 20)[..(1 << 20)].Fill((byte)'x');
            content.Advance(1 << 20);
        }

        content.Length.ShouldBe(3 << 20);
        Directory.GetFiles("/proc/self/fd").Select(file => new FileInfo(file).LinkTarget)
            .ShouldNotContain(target => target != null && target.StartsWith(_fixture.Directory.Path, StringComparison.Ordinal));
    }

    private async Task<int> RunAsync(bool keepsStageFile = false)
    {
        await using var engine = _fixture.CreateEngine(
            options => options with { Update = new UpdateOptions { Noop = true, KeepStageFile = keepsStageFile } });
        return (await engine.RunOnceAsync(Cancellation)).ExitStatus;
    }
}
