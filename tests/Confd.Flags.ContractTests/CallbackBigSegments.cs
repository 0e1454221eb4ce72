using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Confd.Flags.Storage;

namespace Confd.Flags.ContractTests;

/// <summary>Big segments that the harness answers.</summary>
internal sealed class CallbackBigSegments(HttpClient http, string address) : IBigSegmentStore
{
    public async Task<BigSegmentMembership> GetMembershipAsync(string contextHash, CancellationToken cancellationToken)
    {
        var answer = await AskAsync("getMembership", new JsonObject { ["contextHash"] = contextHash }, cancellationToken);
        if (answer.Find("values") is not { } values)
        {
            return BigSegmentMembership.None;
        }

        var known = values.EnumerateObject().Where(value => value.Value.ValueKind != JsonValueKind.Null).ToList();
        return new BigSegmentMembership(
            [.. known.Where(value => value.Value.GetBoolean()).Select(value => value.Name)],
            [.. known.Where(value => !value.Value.GetBoolean()).Select(value => value.Name)]);
    }

    public async Task<DateTimeOffset?> GetSynchronizedOnAsync(CancellationToken cancellationToken)
    {
        var answer = await AskAsync("getMetadata", [], cancellationToken);
        return answer.Find("lastUpToDate")?.GetInt64() is { } time ? DateTimeOffset.FromUnixTimeMilliseconds(time) : null;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<JsonElement> AskAsync(string question, JsonObject body, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await http.PostAsJsonAsync(new Uri($"{address.TrimEnd('/')}/{question}"), body, cancellationToken);
            answer.EnsureSuccessStatusCode();
            return await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        }
        catch (HttpRequestException problem)
        {
            throw new FlagStoreException($"the harness does not answer {question}", problem);
        }
    }
}
