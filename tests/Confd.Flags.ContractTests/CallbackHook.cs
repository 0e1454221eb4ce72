using System.Collections.Immutable;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Hooks;

namespace Confd.Flags.ContractTests;

/// <summary>A hook that reports each stage to the harness, and returns or fails as the harness configures.</summary>
internal sealed class CallbackHook : FlagHook
{
    private readonly HttpClient _http;
    private readonly Uri _address;
    private readonly JsonElement? _data;
    private readonly JsonElement? _errors;

    public CallbackHook(JsonElement configuration, HttpClient http)
        : base(configuration.Text("name") ?? "")
    {
        _http = http;
        _address = new Uri(configuration.Text("callbackUri")!);
        _data = configuration.Find("data")?.Clone();
        _errors = configuration.Find("errors")?.Clone();
    }

    public override ImmutableDictionary<string, object?> BeforeEvaluation(
        EvaluationSeries evaluation, ImmutableDictionary<string, object?> data)
    {
        Run(
            "beforeEvaluation",
            new JsonObject { ["evaluationSeriesContext"] = ToJson(evaluation), ["evaluationSeriesData"] = ToJson(data) });
        var added = _data.Find("beforeEvaluation")?.EnumerateObject()
            .Select(pair => KeyValuePair.Create<string, object?>(pair.Name, pair.Value));
        return data.SetItems(added ?? []);
    }

    public override void AfterEvaluation(
        EvaluationSeries evaluation, ImmutableDictionary<string, object?> data, EvaluationDetail<FlagValue> detail) =>
        Run("afterEvaluation", new JsonObject
        {
            ["evaluationSeriesContext"] = ToJson(evaluation),
            ["evaluationSeriesData"] = ToJson(data),
            ["evaluationDetail"] = Answers.Detail(detail, isDetailed: true),
        });

    public override void AfterTrack(TrackSeries track) => Run("afterTrack", new JsonObject
    {
        ["trackSeriesContext"] = new JsonObject
        {
            ["key"] = track.Key,
            ["context"] = Answers.Context(track.Context),
            ["data"] = Answers.Value(track.Data),
            ["metricValue"] = track.Metric,
            ["environmentId"] = track.EnvironmentId,
        },
    });

    private static JsonObject ToJson(EvaluationSeries evaluation) => new()
    {
        ["flagKey"] = evaluation.FlagKey,
        ["context"] = Answers.Context(evaluation.Context),
        ["defaultValue"] = Answers.Value(evaluation.Default),
        ["method"] = evaluation.Method,
        ["environmentId"] = evaluation.EnvironmentId,
    };

    private static JsonObject ToJson(ImmutableDictionary<string, object?> data) =>
        new(data.Select(pair => KeyValuePair.Create(pair.Key, JsonNode.Parse(((JsonElement)pair.Value!).GetRawText()))));

    // Hooks are synchronous; the harness wants to hear of a stage before it hears of the next one.
    private void Run(string stage, JsonObject payload)
    {
        if (_errors.Text(stage) is { } error)
        {
            throw new InvalidOperationException(error);
        }

        payload["stage"] = stage;
        using var answer = Task.Run(() => _http.PostAsJsonAsync(_address, payload)).GetAwaiter().GetResult();
    }
}
