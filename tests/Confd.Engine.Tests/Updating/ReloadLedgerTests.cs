using Confd.Engine.Resources;
using Confd.Engine.Updating;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Updating;

public sealed class ReloadLedgerTests
{
    private readonly FakeTimeProvider _clock = new();

    // As the names of a `for_each` do, which others write.
    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    public void Succeeded_DestinationsComeAndGo_AreNotRememberedForEver(int seconds)
    {
        var ledger = new ReloadLedger(_clock);

        for (var number = 0; number < 100_000; number++)
        {
            ledger.Succeeded(Resource($"/out/{number}", TimeSpan.FromSeconds(seconds)));
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        ledger.Count.ShouldBeLessThan(300);
        ledger.TimeToWait(Resource("/out/99999", TimeSpan.FromSeconds(seconds))).TotalSeconds.ShouldBe(Math.Max(0, seconds - 1));
    }

    private static Resource Resource(string destination, TimeSpan interval) => new()
    {
        Path = "/conf.d/r.toml",
        Source = "/templates/r.tmpl",
        Destination = destination,
        Prefix = "/",
        LookupKeys = [],
        UserId = 0,
        GroupId = 0,
        MinReloadInterval = interval,
    };
}
