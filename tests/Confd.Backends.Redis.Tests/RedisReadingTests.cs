using System.Text;
using Confd.TestSupport;
using StackExchange.Redis;

namespace Confd.Backends.Redis.Tests;

/// <summary>Which names of a database a lookup key brings.</summary>
public sealed class RedisReadingTests : IAsyncLifetime
{
    private readonly RecordedLog _log = new();
    private RedisDatabase? _database;

    private IDatabase Values => _database!.Values;

    public async ValueTask InitializeAsync() => _database = await RedisDatabase.OpenAsync(2);

    public async ValueTask DisposeAsync() => await (_database?.DisposeAsync() ?? default);

    [Fact]
    public async Task Read_String_HidesTheKeysBelow()
    {
        await Values.StringSetAsync("/app", "top");
        await Values.StringSetAsync("/app/x", "below");

        (await ReadAsync(["/app"])).ShouldBe(new Dictionary<string, string> { ["/app"] = "top" });
    }

    [Fact]
    public async Task Read_Hash_IsItsFields()
    {
        await Values.HashSetAsync("/h", [new("a/b", "1"), new("two words", "2"), new("schlüssel", "ü"), new("empty", "")]);
        await Values.StringSetAsync("/h/x", "below");

        (await ReadAsync(["/h"])).ShouldBe(
            new Dictionary<string, string> { ["/h/a/b"] = "1", ["/h/two words"] = "2", ["/h/schlüssel"] = "ü", ["/h/empty"] = "" },
            ignoreOrder: true);
    }

    [Fact]
    public async Task Read_BigHash_IsReadInPages()
    {
        var fields = Enumerable.Range(0, 5000).ToDictionary(number => $"f{number}", number => $"v{number}");
        await Values.HashSetAsync("/h", [.. fields.Select(field => new HashEntry(field.Key, field.Value))]);

        var expected = fields.OrderBy(field => field.Key, StringComparer.Ordinal);
        (await ReadAsync(["/h"])).OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .ShouldBe(expected.Select(field => KeyValuePair.Create($"/h/{field.Key}", field.Value)));
    }

    [Fact]
    public async Task Read_HashLargerThanOneReply_IsReadInPages()
    {
        var value = new string('v', 64 * 1024);
        foreach (var fields in Enumerable.Range(0, 600).Chunk(100))
        {
            await Values.HashSetAsync("/h", [.. fields.Select(field => new HashEntry($"f{field}", value))]);
        }

        var read = await ReadAsync(["/h"]);

        read.Count.ShouldBe(600);
        read.Values.ShouldAllBe(one => one == value);
    }

    [Fact]
    public async Task Read_OtherTypesBelowAPrefix_AreLeftOutWithAWarning()
    {
        await Values.StringSetAsync("/app/a", "1");
        await Values.HashSetAsync("/app/h", "f", "2");
        await Values.ListLeftPushAsync("/app/l", "3");

        (await ReadAsync(["/app"])).ShouldBe(new Dictionary<string, string> { ["/app/a"] = "1", ["/app/h/f"] = "2" }, ignoreOrder: true);
        _log.Warnings.ShouldBe(["Skipping the Redis key /app/l: a list has no text value"]);
    }

    [Fact]
    public async Task Read_KeysLeftOutRepeatedly_WarnsOnceForEachUpToALimit()
    {
        await using var backend = await OpenAsync();
        await Values.ListLeftPushAsync("/app/first", "1");
        await backend.ReadAsync(["/app"], Cancellation);
        await backend.ReadAsync(["/app"], Cancellation);
        _log.Warnings.ShouldBe(["Skipping the Redis key /app/first: a list has no text value"]);

        await Task.WhenAll(Enumerable.Range(0, 200).Select(number => Values.ListLeftPushAsync($"/app/{number}", "1")));
        await backend.ReadAsync(["/app"], Cancellation);
        await backend.ReadAsync(["/app"], Cancellation);

        _log.Warnings.Count.ShouldBe(101);
        _log.Warnings.ShouldContain("Skipping more Redis keys without a string value, beyond these 100");
    }

    // As texts they would all be one key, with the value of any of them.
    [Fact]
    public async Task Read_NamesThatAreNotUtf8_AreLeftOutWithAWarning()
    {
        byte[] folder = [.. "/app/"u8];
        await Values.StringSetAsync("/app/\uFFFD", "text");
        await Values.StringSetAsync((byte[])[.. folder, 0xFF], "of another");
        await Values.HashSetAsync("/h", [new((byte[])[0xFF], "of another"), new((byte[])[0xFE], "of another"), new("\uFFFD", "text")]);

        (await ReadAsync(["/app", "/h"])).ShouldBe(
            new Dictionary<string, string> { ["/app/\uFFFD"] = "text", ["/h/\uFFFD"] = "text" }, ignoreOrder: true);
        _log.Warnings.ShouldHaveSingleItem().ShouldMatch(
            @"^Skipping the Redis key (/app/\\xFF|/h/\\xF[EF]), and all like it: its name is not UTF-8$");
    }

    [Fact]
    public async Task Read_ListAtTheKey_ReturnsTheKeysBelow()
    {
        await Values.ListLeftPushAsync("/app", "3");
        await Values.StringSetAsync("/app/a", "1");

        (await ReadAsync(["/app"])).ShouldBe(new Dictionary<string, string> { ["/app/a"] = "1" });
    }

    [Fact]
    public async Task Read_GlobCharactersInAKey_StandForThemselves()
    {
        foreach (var name in new[] { "/a[bc]/x", "/ab/x", "/q?/y", "/qq/y", "/b\\/z", "/s*/z", "/st/z" })
        {
            await Values.StringSetAsync(name, name);
        }

        (await ReadAsync(["/a[bc]", "/q?", "/b\\", "/s*"])).Keys.ShouldBe(["/a[bc]/x", "/q?/y", "/b\\/z", "/s*/z"], ignoreOrder: true);
    }

    [Fact]
    public async Task Read_TrailingWildcard_IsTheFolder()
    {
        await Values.StringSetAsync("/app/a", "1");

        (await ReadAsync(["/app/*"])).ShouldBe(new Dictionary<string, string> { ["/app/a"] = "1" });
        (await ReadAsync(["/*"])).ShouldBe(new Dictionary<string, string> { ["/app/a"] = "1" });
    }

    [Fact]
    public async Task Read_Separator_StandsForTheSlashInKeysAndPatterns()
    {
        await Values.StringSetAsync("app:db:host", "h");
        await Values.StringSetAsync("app:name", "n");
        await Values.StringSetAsync("application:name", "other");

        (await ReadAsync(["/app/db", "/app/name"], (RedisBackendFactory.Separator, ":"))).ShouldBe(
            new Dictionary<string, string> { ["/app/db/host"] = "h", ["/app/name"] = "n" }, ignoreOrder: true);
        (await ReadAsync(["/app"], (RedisBackendFactory.Separator, ":"))).Keys.ShouldBe(["/app/db/host", "/app/name"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("")]
    public async Task Read_SeparatorThatIsASlashOrEmpty_IsTheDefault(string separator)
    {
        await Values.StringSetAsync("/app/name", "n");

        (await ReadAsync(["/app"], (RedisBackendFactory.Separator, separator))).ShouldBe(
            new Dictionary<string, string> { ["/app/name"] = "n" });
        _log.Text.ShouldContain("Redis Separator: \"/\"");
    }

    [Fact]
    public async Task Read_SeparatorInAField_StandsForASlash()
    {
        await Values.HashSetAsync("app:db", [new("a:b", "1")]);

        (await ReadAsync(["/app/db"], (RedisBackendFactory.Separator, ":"))).ShouldBe(
            new Dictionary<string, string> { ["/app/db/a/b"] = "1" });
    }

    [Fact]
    public async Task Read_Root_IsEveryNameWithALeadingSlash()
    {
        await Values.StringSetAsync("/app/a", "1");
        await Values.StringSetAsync("bare", "2");

        (await ReadAsync(["/"])).ShouldBe(new Dictionary<string, string> { ["/app/a"] = "1", ["/bare"] = "2" }, ignoreOrder: true);
    }

    [Fact]
    public async Task Read_ManyNames_AreAllThere()
    {
        var expected = Enumerable.Range(0, 12_000).ToDictionary(number => $"/m/{number:00000}", number => $"v{number}");
        await Values.StringSetAsync([.. expected.Select(pair => KeyValuePair.Create((RedisKey)pair.Key, (RedisValue)pair.Value))]);

        (await ReadAsync(["/m"])).OrderBy(pair => pair.Key, StringComparer.Ordinal).ShouldBe(expected);
    }

    [Fact]
    public async Task Read_Bytes_ArePassedOnUnchanged()
    {
        byte[] bytes = [0, 255, 254, 10, 13, 128];
        await Values.StringSetAsync("/bin", bytes);
        await using var backend = await OpenAsync();

        var reading = await backend.ReadAsync(["/bin"], Cancellation);

        reading.Select(["/bin"])["/bin"].ToArray().ShouldBe(bytes);
    }

    [Fact]
    public async Task Select_KeysThatOverlap_HaveOneValueEach()
    {
        await Values.StringSetAsync("/app/a", "1");
        await using var backend = await OpenAsync();

        var reading = await backend.ReadAsync(["/app", "/app/a", "/none"], Cancellation);

        reading.Count.ShouldBe(1);
        reading.Select(["/app/a", "/app"]).Keys.ShouldBe(["/app/a"]);
        reading.Select(["/none"]).ShouldBeEmpty();
    }

    [Fact]
    public async Task Read_HashExceedsTheBudget_Fails()
    {
        await Values.HashSetAsync("/hash", [.. Enumerable.Range(0, 100).Select(field => new HashEntry(field, new string('x', 1_000)))]);
        await using var backend = await new RedisBackendFactory().OpenAsync(
            RedisDatabase.Section(_database!.Node), new BackendContext { MaxReadingBytes = 50_000 }, Cancellation);

        (await Should.ThrowAsync<KeyBackendException>(() => backend.ReadAsync(["/hash"], Cancellation)))
            .Message.ShouldStartWith("what is read from redis takes more than 50000 bytes of memory");
    }

    [Fact]
    public async Task Read_NamesExceedTheBudget_FailsEvenIfNoneIsAKey()
    {
        for (byte name = 0; name < 100; name++)
        {
            await Values.StringSetAsync((byte[])[.. "/names/"u8, .. Enumerable.Repeat((byte)0xFF, 1_000), name], "");
        }

        await using var backend = await new RedisBackendFactory().OpenAsync(
            RedisDatabase.Section(_database!.Node), new BackendContext { MaxReadingBytes = 50_000 }, Cancellation);

        (await Should.ThrowAsync<KeyBackendException>(() => backend.ReadAsync(["/names"], Cancellation)))
            .Message.ShouldStartWith("what is read from redis takes more than 50000 bytes of memory");
    }

    private Task<IKeyBackend> OpenAsync(params (BackendOption Option, object Value)[] more) =>
        new RedisBackendFactory().OpenAsync(
            RedisDatabase.Section(_database!.Node, more), new BackendContext { Logger = _log }, Cancellation);

    private async Task<Dictionary<string, string>> ReadAsync(string[] lookupKeys, params (BackendOption Option, object Value)[] more)
    {
        await using var backend = await OpenAsync(more);
        var reading = await backend.ReadAsync(lookupKeys, Cancellation);
        return reading.Select(lookupKeys).ToDictionary(pair => pair.Key, pair => Encoding.UTF8.GetString(pair.Value.Span));
    }
}
