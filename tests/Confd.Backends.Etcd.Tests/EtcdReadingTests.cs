using System.Text;
using Confd.TestSupport;

namespace Confd.Backends.Etcd.Tests;

/// <summary>Which keys a lookup key selects, and that all are of one revision.</summary>
public sealed class EtcdReadingTests : IAsyncLifetime
{
    private EtcdServer? _server;

    private EtcdStore Store => _server!.Store;

    public async ValueTask InitializeAsync() => _server = await EtcdServer.StartAsync();

    public async ValueTask DisposeAsync() => await (_server?.DisposeAsync() ?? default);

    [Fact]
    public async Task Read_Key_IncludesItselfAndTheKeysBelow()
    {
        await Store.PutAllAsync(new Dictionary<string, string>
        {
            ["/app"] = "top",
            ["/app/x"] = "below",
            ["/app//y"] = "doubled",
            ["/apple"] = "other",
            ["/app0"] = "other",
            ["app/z"] = "no slash",
        });

        (await ReadAsync("/app")).ShouldBe(
            new Dictionary<string, string> { ["/app"] = "top", ["/app/x"] = "below", ["/app//y"] = "doubled" }, ignoreOrder: true);
        (await ReadAsync("/app/*")).Count.ShouldBe(3);
        (await ReadAsync("/")).Keys.ShouldBe(["/app", "/app/x", "/app//y", "/apple", "/app0"], ignoreOrder: true);
        (await ReadAsync("/none")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Read_Bytes_ArePassedOnUnchanged()
    {
        byte[] bytes = [0, 1, 255, 254, 10];
        await Store.PostAsync("/v3/kv/put", new() { ["key"] = EtcdStore.Base64("/bin"), ["value"] = Convert.ToBase64String(bytes) });
        await using var backend = await OpenAsync();

        (await backend.ReadAsync(["/bin"], Cancellation)).Select(["/bin"])["/bin"].ToArray().ShouldBe(bytes);
    }

    // As texts they would all be one key, with the value of any of them.
    [Fact]
    public async Task Read_NamesThatAreNotUtf8_AreLeftOutWithAWarning()
    {
        await Store.PutAllAsync(new Dictionary<string, string> { ["/app/\uFFFD"] = "text", ["/app/ok"] = "text" });
        foreach (var last in new byte[] { 0xFE, 0xFF })
        {
            var name = Convert.ToBase64String([.. "/app/"u8, last]);
            await Store.PostAsync("/v3/kv/put", new() { ["key"] = name, ["value"] = EtcdStore.Base64("of another") });
        }

        var log = new RecordedLog();
        await using var backend = await EtcdBackends.OpenAsync([_server!.Url], EtcdBackends.Quick, log);
        var values = (await backend.ReadAsync(["/app"], Cancellation)).Select(["/app"]);
        await backend.ReadAsync(["/app"], Cancellation);

        values.Keys.ShouldBe(["/app/ok", "/app/\uFFFD"], ignoreOrder: true);
        Encoding.UTF8.GetString(values["/app/\uFFFD"].Span).ShouldBe("text");
        log.Warnings.ShouldBe(["Skipping the etcd key /app/\\xFE, and all like it: its name is not UTF-8"]);
    }

    [Fact]
    public async Task Read_ManyLookupKeys_TakeSeveralTransactions()
    {
        var values = Enumerable.Range(0, 300).ToDictionary(number => $"/k/{number:000}", number => $"v{number}");
        await Store.PutAllAsync(values);

        (await ReadAsync([.. values.Keys])).OrderBy(pair => pair.Key, StringComparer.Ordinal).ShouldBe(values);
    }

    [Fact]
    public async Task Read_ManyKeys_ComeInPages()
    {
        var values = Enumerable.Range(0, 3_500).ToDictionary(number => $"/m/{number:00000}", number => $"v{number}");
        await Store.PutAllAsync(values);

        (await ReadAsync("/m")).OrderBy(pair => pair.Key, StringComparer.Ordinal).ShouldBe(values);
    }

    [Fact]
    public async Task Read_MoreThanOneResponseHolds_IsReadInParts()
    {
        var big = new string('x', 1_000_000);
        for (var number = 0; number < 40; number++)
        {
            await Store.PutAsync($"/big/{number:00}", big);
        }

        await Store.PutAsync("/small", "1");
        var values = await ReadAsync("/big", "/small");

        values.Count.ShouldBe(41);
        values.Where(pair => pair.Key != "/small").ShouldAllBe(pair => pair.Value.Length == big.Length);
    }

    [Fact]
    public async Task Read_KeysChangeTogether_SeesOneRevisionInAllPages()
    {
        await Store.PutAllAsync(Enumerable.Range(0, 2_000).ToDictionary(number => $"/t/{number:0000}", _ => "-"));
        await Store.PutAllAsync(Ends(0));
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var writing = WriteAsync();

        for (var reading = 0; reading < 20; reading++)
        {
            var values = await ReadAsync("/t");
            values["/t/0000"].ShouldBe(values["/t/1999"]);
        }

        await end.CancelAsync();
        await writing;

        async Task WriteAsync()
        {
            for (var number = 1; !end.IsCancellationRequested; number++)
            {
                await Store.PutAllAsync(Ends(number));
            }
        }

        static Dictionary<string, string> Ends(int number) => new() { ["/t/0000"] = $"{number}", ["/t/1999"] = $"{number}" };
    }

    private Task<IKeyBackend> OpenAsync() => EtcdBackends.OpenAsync([_server!.Url], EtcdBackends.Quick);

    private async Task<Dictionary<string, string>> ReadAsync(params string[] lookupKeys)
    {
        await using var backend = await OpenAsync();
        var reading = await backend.ReadAsync(lookupKeys, Cancellation);
        return reading.Select(lookupKeys).ToDictionary(pair => pair.Key, pair => Encoding.UTF8.GetString(pair.Value.Span));
    }
}
