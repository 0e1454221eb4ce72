using Confd.TestSupport;
using Confd.TestSupport.Faults;

namespace Confd.DynamoDb.Tests.Watching;

public sealed class WatchUnderFaultsTests
{
    private const int Changes = 500;

    [Fact]
    public async Task Watch_FiveHundredRandomChangesUnderFaultsAndARestart_EndsWithTheTable()
    {
        await using var table = await TestTable.CreateAsync(hasStream: true);
        await table.FillAsync(Enumerable.Range(0, 50).Select(n => KeyValuePair.Create($"/app/k{n:00}", "start")));
        var expected = Enumerable.Range(0, 50).ToDictionary(n => $"/app/k{n:00}", _ => "start", StringComparer.Ordinal);
        var random = new Random(7);
        table.Proxy.Rates = FaultRates.Rough;

        await WatchAsync(table, expected, random, Changes / 2);

        // The second half begins while nobody listens.
        await ChangeAsync(table, expected, random, 20);
        await WatchAsync(table, expected, random, (Changes / 2) - 20);
        table.Proxy.TotalHarmed.ShouldBeGreaterThan(10);
    }

    [Fact]
    public async Task Watch_SingleChanges_AreReadableWithinOneAndAHalfSeconds()
    {
        await using var table = await TestTable.CreateAsync(hasStream: true);
        var clock = new FakeTimeProvider();
        var options = table.Options(ThrottledStreamTests.Patient) with { Clock = clock };
        await using var opened = await KeyValueTable.OpenAsync(table.Name, options, Cancellation);
        await using var watch = (await opened.OpenWatchAsync(["/app"], Cancellation)).ShouldNotBeNull();
        await opened.GetValuesAsync(["/app"], Cancellation);
        var latencies = new List<TimeSpan>();

        for (var change = 0; change < 10; change++)
        {
            var started = clock.GetTimestamp();
            await table.PutAsync("/app/x", $"{change}");
            var reading = KeyValueWatchTests.ShouldComeToAsync(opened, watch, ["/app"], new() { ["/app/x"] = $"{change}" });
            await ThrottledStreamTests.WhilePausesPassAsync(clock, reading);
            latencies.Add(clock.GetElapsedTime(started));
        }

        // Not the longest: the emulator loses a position now and then.
        latencies.Order().ElementAt(5).ShouldBeLessThan(TimeSpan.FromSeconds(1.5));
    }

    private static async Task WatchAsync(TestTable table, Dictionary<string, string> expected, Random random, int changes)
    {
        await using var opened = await table.OpenAsync();
        await using var watch = (await opened.OpenWatchAsync(["/app"], Cancellation)).ShouldNotBeNull();
        await opened.GetValuesAsync(["/app"], Cancellation);
        for (var left = changes; left > 0; left -= 50)
        {
            await ChangeAsync(table, expected, random, Math.Min(50, left));
            await KeyValueWatchTests.ShouldComeToAsync(opened, watch, ["/app"], expected);
        }
    }

    private static async Task ChangeAsync(TestTable table, Dictionary<string, string> expected, Random random, int changes)
    {
        for (var change = 0; change < changes; change++)
        {
            var key = $"/app/k{random.Next(80):00}";
            if (random.Next(3) == 0)
            {
                expected.Remove(key);
                await table.DeleteAsync(key);
            }
            else
            {
                expected[key] = $"value {change} {random.Next()}";
                await table.PutAsync(key, expected[key]);
            }
        }
    }
}
