using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Confd.Flags.Client;
using Confd.Flags.Migrations;

namespace Confd.Flags.ContractTests;

/// <summary>The harness's migrations: its two systems are two addresses.</summary>
internal sealed class MigrationCommands(FlagClient client, HttpClient http)
{
    public async Task<JsonObject> VariationAsync(JsonElement asked) => new()
    {
        ["result"] = MigrationStages.NameOf(
            (await client.MigrationVariationAsync(asked.GetProperty("key").GetString()!, asked.Context(), Stage(asked))).Stage),
    };

    public async Task<JsonObject> OperateAsync(JsonElement asked)
    {
        var (key, context, payload) = (asked.GetProperty("key").GetString()!, asked.Context(), asked.Text("payload"));
        var migrator = new Migrator<string?, string>(client, Options(asked));
        var result = asked.GetProperty("operation").GetString() == "read"
            ? await migrator.ReadAsync(key, context, Stage(asked), payload)
            : (await migrator.WriteAsync(key, context, Stage(asked), payload)).Authoritative;
        return new() { ["result"] = result.IsSuccess ? result.Value : result.Failure!.Message };
    }

    private static MigrationStage Stage(JsonElement asked) =>
        MigrationStages.Find(asked.GetProperty("defaultStage").GetString()) ?? throw new FormatException("there is no such stage");

    private MigratorOptions<string?, string> Options(JsonElement asked)
    {
        var (old, @new) = (asked.GetProperty("oldEndpoint").GetString()!, asked.GetProperty("newEndpoint").GetString()!);
        return new()
        {
            ReadOld = (payload, stop) => CallAsync(old, payload, stop),
            ReadNew = (payload, stop) => CallAsync(@new, payload, stop),
            WriteOld = (payload, stop) => CallAsync(old, payload, stop),
            WriteNew = (payload, stop) => CallAsync(@new, payload, stop),
            AreEqual = asked.Truth("trackConsistency") ? static (one, other) => one == other : null,
            TracksLatency = asked.Truth("trackLatency"),
            TracksErrors = asked.Truth("trackErrors"),
            ReadOrder = asked.Text("readExecutionOrder") switch
            {
                "serial" => MigrationOrder.Serial,
                "random" => MigrationOrder.Random,
                _ => MigrationOrder.Concurrent,
            },
        };
    }

    private async Task<string> CallAsync(string address, string? payload, CancellationToken cancellationToken)
    {
        using var content = new StringContent(payload ?? "", Encoding.UTF8, "text/plain");
        using var answer = await http.PostAsync(new Uri(address), content, cancellationToken);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStringAsync(cancellationToken);
    }
}
