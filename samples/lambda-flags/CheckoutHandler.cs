using System.Buffers;
using System.Text.Json;
using Confd.Flags.Client;
using Confd.Flags.Contexts;

namespace Confd.Samples.LambdaFlags;

/// <summary>Answers which checkout a customer gets. Made once per execution environment, then used for every event.</summary>
internal sealed class CheckoutHandler(FlagClient flags, TimeProvider clock)
{
    /// <summary>The flags that the function asks; only they, and what they refer to, are read from the table.</summary>
    public static readonly IReadOnlyList<string> FlagKeys = ["new-checkout"];

    // A frozen function has no timers: how old flags may be is decided when an event comes.
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(30);

    /// <summary>Handles one event, such as <c>{"customer":"c-1","country":"NO"}</c>.</summary>
    /// <returns>The answer as UTF-8 JSON: <c>{"customer":"c-1","checkout":"new","reason":"RULE_MATCH(0,nordic-customers)"}</c>.</returns>
    /// <exception cref="JsonException">The event is no JSON.</exception>
    /// <exception cref="InvalidOperationException">The event names no customer.</exception>
    public async Task<ReadOnlyMemory<byte>> HandleAsync(ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        using var document = JsonDocument.Parse(json);
        var customer = TextOf(document.RootElement, "customer")
            ?? throw new InvalidOperationException("the event has no text \"customer\"");
        var country = TextOf(document.RootElement, "country") ?? "unknown";

        await RefreshIfOldAsync(cancellationToken);
        var context = EvaluationContext.Builder(customer).Set("country", country).Build();
        var answer = flags.BoolVariationDetail("new-checkout", context, defaultValue: false);

        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output))
        {
            writer.WriteStartObject();
            writer.WriteString("customer", customer);
            writer.WriteString("checkout", answer.Value ? "new" : "old");
            writer.WriteString("reason", answer.Reason.ToString());
            writer.WriteEndObject();
        }

        return output.WrittenMemory;
    }

    private static string? TextOf(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private async Task RefreshIfOldAsync(CancellationToken cancellationToken)
    {
        if (flags.LastRead is { } read && clock.GetUtcNow() - read < MaxAge)
        {
            return;
        }

        try
        {
            await flags.RefreshAsync(cancellationToken);
        }
        catch (Flags.Storage.FlagStoreException problem)
        {
            // Old flags, or the defaults, are better than no checkout.
            await Console.Error.WriteLineAsync(problem.Message);
        }
    }
}
