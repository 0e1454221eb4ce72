using Confd.Engine.Resources;
using Confd.Engine.State;
using Confd.Engine.Updating;
using Confd.TestSupport;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.Engine.Tests.Updating;

public sealed class PendingReloadsTests
{
    private readonly FakeTimeProvider _clock = new();

    // As the names of a `for_each` do, which others write.
    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    public void Succeeded_DestinationsComeAndGo_AreNotRememberedForEver(int seconds)
    {
        var pendingReloads = new PendingReloads(
            new ReloadNotes(new StateFolder(null, NullLogger.Instance), "/conf.d", NullLogger.Instance), _clock);

        for (var number = 0; number < 100_000; number++)
        {
            pendingReloads.Succeeded(FileOf($"/out/{number}", TimeSpan.FromSeconds(seconds)));
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        pendingReloads.Count.ShouldBeLessThan(300);
        pendingReloads.TimeToWait(FileOf("/out/99999", TimeSpan.FromSeconds(seconds))).TotalSeconds.ShouldBe(Math.Max(0, seconds - 1));
    }

    private static TargetFile FileOf(string destination, TimeSpan interval) => new Resource
    {
        Path = "/conf.d/r.toml",
        Source = "/templates/r.tmpl",
        Destination = destination,
        Prefix = "/",
        LookupKeys = [],
        UserId = 0,
        GroupId = 0,
        MinReloadInterval = interval,
    }.OnlyFile;
}
