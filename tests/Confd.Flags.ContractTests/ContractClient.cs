using System.Text.Json;
using System.Text.Json.Nodes;
using Confd.Flags.Client;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Storage;
using Confd.Flags.Sync.LaunchDarkly;
using Confd.Flags.Sync.Stores;

namespace Confd.Flags.ContractTests;

/// <summary>One client that the harness has made, and what it can be asked.</summary>
internal sealed class ContractClient : IAsyncDisposable
{
    private static readonly TimeSpan DefaultWait = TimeSpan.FromSeconds(5);

    private readonly FlagClient _client;
    private readonly string _sdkKey;
    private readonly MigrationCommands _migrations;
    private readonly HttpClient _callbacks;
    private readonly HttpClient _http;

    private ContractClient(FlagClient client, string sdkKey, HttpClient callbacks, HttpClient http)
    {
        (_client, _sdkKey, _callbacks, _http) = (client, sdkKey, callbacks, http);
        _migrations = new MigrationCommands(client, callbacks);
    }

    /// <summary>Makes a client, and waits until it is ready.</summary>
    /// <exception cref="ContractFailureException">It does not become ready, and the harness does not allow that.</exception>
    public static async Task<ContractClient> CreateAsync(JsonElement configuration, CancellationToken cancellationToken)
    {
        var http = ClientSettings.Http(configuration);
        var callbacks = new HttpClient();
        var service = ClientSettings.Service(configuration, http);
        var (store, options) = OpenStore(configuration, service);
        options = ClientSettings.WithBigSegments(options, configuration, callbacks) with
        {
            Events = ClientSettings.Events(configuration, service),
            Hooks =
                [.. configuration.Find("hooks").Find("hooks")?.EnumerateArray().Select(hook => new CallbackHook(hook, callbacks)) ?? []],
        };
        var client = new ContractClient(new FlagClient(store, options), service.SdkKey, callbacks, http);

        // A program that wants to hear of the status; so it is looked at from the beginning.
        client._client.BigSegmentStoreStatusChanged += static (_, _) => { };
        JsonElement? all = configuration;
        if (!await client.IsReadyWithinAsync(all.Time("startWaitTimeMs") ?? DefaultWait, cancellationToken)
            && !configuration.Truth("initCanFail"))
        {
            await client.DisposeAsync();
            throw new ContractFailureException("the client did not become ready in time");
        }

        return client;
    }

    /// <summary>Does what a command says.</summary>
    /// <returns>The answer; null: none but that it is done.</returns>
    public async Task<JsonNode?> RunAsync(JsonElement body)
    {
        var command = body.GetProperty("command").GetString()!;
        switch (command)
        {
            case "evaluate": return await EvaluateAsync(body.GetProperty(command));
            case "evaluateAll": return await EvaluateAllAsync(body.GetProperty(command));
            case "contextBuild": return ContextCommands.Build(body.GetProperty(command));
            case "contextConvert": return ContextCommands.Convert(body.GetProperty(command));
            case "contextComparison": return ContextCommands.Compare(body.GetProperty(command));
            case "secureModeHash": return new JsonObject { ["result"] = SecureMode.Hash(_sdkKey, body.GetProperty(command).Context()) };
            case "migrationVariation": return await _migrations.VariationAsync(body.GetProperty(command));
            case "migrationOperation": return await _migrations.OperateAsync(body.GetProperty(command));
            case "getBigSegmentStoreStatus":
                var status = await _client.GetBigSegmentStoreStatusAsync();
                return new JsonObject { ["available"] = status.IsAvailable, ["stale"] = status.IsStale };
            case "identifyEvent":
                _client.Identify(body.GetProperty(command).Context());
                return null;
            case "customEvent":
                Track(body.GetProperty(command));
                return null;
            case "flushEvents":
                await _client.FlushAsync();
                return null;
            default:
                throw new FormatException($"there is no command '{command}'");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        _http.Dispose();
        _callbacks.Dispose();
    }

    // By stream or polling, from the database alone, or from one into the other.
    private static (IFlagStore Store, FlagClientOptions Options) OpenStore(JsonElement configuration, LaunchDarklyOptions service)
    {
        var table = PersistentStore.Open(configuration);
        var readThrough = new FlagClientOptions { ReadThrough = new() { TimeToLive = TimeSpan.Zero } };
        if (table is not null && configuration.Find("streaming") is null && configuration.Find("polling") is null)
        {
            return (table, readThrough);
        }

        var source = new LaunchDarklyStore(service, ClientSettings.Store(configuration) with { Behind = table });
        var options = table is not null ? readThrough : new() { LiveUpdates = true, MinTimeBetweenChanges = TimeSpan.Zero };
        return (source, options with { EnvironmentId = () => source.EnvironmentId });
    }

    private async Task<bool> IsReadyWithinAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        try
        {
            await _client.WaitUntilReadyAsync(cancellationToken).WaitAsync(time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task<JsonObject> EvaluateAsync(JsonElement asked)
    {
        var (key, context, value) = (asked.GetProperty("flagKey").GetString()!, asked.Context(), asked.Value("defaultValue"));
        var isDetailed = asked.Truth("detail");
        var detail = asked.Text("valueType") switch
        {
            "bool" => isDetailed
                ? ToJson(await _client.BoolVariationDetailAsync(key, context, value.AsBoolean), answer => answer)
                : Alone(await _client.BoolVariationAsync(key, context, value.AsBoolean)),
            "int" => isDetailed
                ? ToJson(await _client.IntVariationDetailAsync(key, context, value.AsInt32), answer => answer)
                : Alone(await _client.IntVariationAsync(key, context, value.AsInt32)),
            "double" => isDetailed
                ? ToJson(await _client.DoubleVariationDetailAsync(key, context, value.AsDouble), answer => answer)
                : Alone(await _client.DoubleVariationAsync(key, context, value.AsDouble)),
            "string" => isDetailed
                ? ToJson(await _client.StringVariationDetailAsync(key, context, value.AsString!), answer => answer)
                : Alone(await _client.StringVariationAsync(key, context, value.AsString!)),
            _ => isDetailed
                ? await _client.JsonVariationDetailAsync(key, context, value)
                : Alone(await _client.JsonVariationAsync(key, context, value)),
        };
        return Answers.Detail(detail, isDetailed);
    }

    private async Task<JsonObject> EvaluateAllAsync(JsonElement asked)
    {
        var options = (asked.Truth("withReasons") ? AllFlagsOptions.WithReasons : AllFlagsOptions.None)
            | (asked.Truth("clientSideOnly") ? AllFlagsOptions.ClientSideOnly : AllFlagsOptions.None)
            | (asked.Truth("detailsOnlyForTrackedFlags") ? AllFlagsOptions.DetailsOnlyForTrackedFlags : AllFlagsOptions.None);
        var state = await _client.AllFlagsStateAsync(asked.Context(), options);
        return new JsonObject { ["state"] = JsonNode.Parse(Answers.Write(state.WriteTo)) };
    }

    private void Track(JsonElement asked) => _client.Track(
        asked.GetProperty("eventKey").GetString()!, asked.Context(), asked.Value("data"), asked.Find("metricValue")?.GetDouble());

    private static EvaluationDetail<FlagValue> ToJson<T>(EvaluationDetail<T> detail, Func<T, FlagValue> convert) =>
        new(convert(detail.Value), detail.VariationIndex, detail.Reason);

    private static EvaluationDetail<FlagValue> Alone(FlagValue value) => new(value, null, default);
}
