using System.Globalization;
using Confd.Engine.Running;
using Confd.Engine.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.Engine.Tests.Running;

/// <summary>A daemon with fifty resources through a thousand changes, on a clock that the test moves.</summary>
[Collection(WholeProcess.Name)]
public sealed class SoakTests : IDisposable
{
    private const int Resources = 50;
    private const int Changes = 1000;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(600);
    private readonly EngineFixture _fixture = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly CycleCounter _cycles;

    public SoakTests() => _cycles = new CycleCounter(_fixture.Metrics);

    [Fact]
    public async Task Poll_ThousandChanges_EachEndsInItsFileWithOneReload()
    {
        for (var index = 0; index < Resources; index++)
        {
            _fixture.Backend.Set($"/r{index}/v", "start");
            _fixture.AddResource(Name(index), $"keys = [\"/r{index}/\"]\nreload_cmd = \"reload {index}\"", template: $"/r{index}/v");
        }

        var reloads = new CountingCommandRunner(Resources);
        var parts = _fixture.CreateParts(reloads) with { Logger = NullLogger.Instance };
        await using var engine = new ConfdEngine(new EngineOptions { ConfigDirectory = _fixture.Directory.Path }, parts);
        var running = engine.PollAsync(_stop.Token);
        await WaitForCycleAsync();
        var (descriptors, bytes) = Usage();

        for (var change = 0; change < Changes; change++)
        {
            var index = change * 7 % Resources;
            _fixture.Backend.Set($"/r{index}/v", change.ToString(CultureInfo.InvariantCulture));
            _fixture.Clock.Advance(Interval);
            await WaitForCycleAsync();
            _fixture.ReadOut(Name(index)).ShouldBe($"/r{index}/v={change}\n");
        }

        reloads.Counts.ShouldBe(Enumerable.Repeat(1 + (Changes / Resources), Resources));
        _fixture.Backend.Reads.ShouldBe(1 + Changes);
        var (descriptorsAfter, bytesAfter) = Usage();
        descriptorsAfter.ShouldBeLessThanOrEqualTo(descriptors + 5);
        (bytesAfter - bytes).ShouldBeLessThan(8 * 1024 * 1024);
        Directory.GetFiles(_fixture.Directory["out"]).Length.ShouldBe(Resources);
        await _stop.CancelAsync();
        (await running).ExitStatus.ShouldBe(0);
    }

    public void Dispose()
    {
        _cycles.Dispose();
        _stop.Dispose();
        _fixture.Dispose();
    }

    private static string Name(int index) => $"r{index}.conf";

    private static (int Descriptors, long Bytes) Usage() =>
        (Directory.GetFiles("/proc/self/fd").Length, GC.GetTotalMemory(forceFullCollection: true));

    /// <summary>The loop waits for its interval: one timer, due in exactly that time.</summary>
    private async Task WaitForCycleAsync()
    {
        await _cycles.NextAsync(Cancellation);
        await _fixture.Clock.WaitForTimersAsync(1, Cancellation);
    }
}
