using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Confd.TestSupport;

namespace Confd.Flags.ContractTests.Tests;

/// <summary>A client that the service has made, as the harness sees it: an address that takes commands.</summary>
internal sealed class HarnessClient(HttpClient http, Uri address) : IAsyncDisposable
{
    public async Task<JsonElement> RunAsync(string command, string parameters = "null")
    {
        using var content = new StringContent(
            $$"""{"command":"{{command}}","{{command}}":{{parameters}}}""", Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(address, content, Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        answer.IsSuccessStatusCode.ShouldBeTrue(text);
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Asks a flag, and answers the JSON of what it is.</summary>
    public async Task<string> EvaluateAsync(
        string key,
        string context = """{"kind":"user","key":"u1"}""",
        string type = "any",
        string defaultValue = "null",
        bool detail = false) =>
        (await RunAsync("evaluate", Question(key, $"\"context\":{context}", type, defaultValue, detail))).GetRawText();

    /// <summary>Asks a flag until it answers that value.</summary>
    public async Task UntilAsync(string key, string value, string defaultValue = "null")
    {
        var wanted = $$"""{"value":{{value}}}""";
        await UntilAsync(async () => await EvaluateAsync(key, defaultValue: defaultValue), wanted);
    }

    /// <summary>Asks until it is answered so. The protocol has no signal: the harness itself asks again too.</summary>
    public static Task UntilAsync(Func<Task<string>> ask, string wanted) =>
        Eventually.IsSoAsync(async () => await ask() == wanted, Cancellation, wanted);

    public static string Question(string key, string context, string type, string defaultValue, bool detail) =>
        $$"""{"flagKey":"{{key}}",{{context}},"valueType":"{{type}}","defaultValue":{{defaultValue}}"""
            + $$""","detail":{{JsonValue.Create(detail).ToJsonString()}}}""";

    public async ValueTask DisposeAsync()
    {
        using var answer = await http.DeleteAsync(address);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
