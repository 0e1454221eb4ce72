using System.Text.Json.Nodes;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Scenarios;

/// <summary>One run of one scenario: prepares a world, runs its steps, throws a <see cref="ScenarioFailure"/> at the first
/// difference.</summary>
/// <remarks>The format of scenarios is described in <c>tests/fixtures/README.md</c>.</remarks>
internal sealed class ScenarioRun : IAsyncDisposable
{
    private const string Nobody = "65534";

    private readonly string _binary;
    private readonly string? _dynamoDb;
    private readonly JsonObject _scenario;
    private readonly ScenarioWorkspace _workspace;
    private readonly ScenarioTables? _tables;
    private readonly ScenarioMutations _mutations;

    /// <summary>Reads the scenario; nothing is started yet.</summary>
    /// <param name="folder">The folder with <c>scenario.json</c>.</param>
    /// <param name="binary">The program under test.</param>
    /// <param name="dynamoDb">The address of DynamoDB Local; null where there is none.</param>
    public ScenarioRun(string folder, string binary, string? dynamoDb)
    {
        _binary = binary;
        _dynamoDb = dynamoDb;
        _scenario = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "scenario.json")))!.AsObject();
        _workspace = new ScenarioWorkspace(folder, binary, dynamoDb);
        _tables = NeedsDynamoDb && dynamoDb is not null ? new ScenarioTables() : null;
        _mutations = new ScenarioMutations(_workspace, _tables);
    }

    private static bool IsRoot => Environment.UserName == "root";

    private bool NeedsDynamoDb =>
        File.Exists(ItemsPath) || _scenario.ContainsKey("tables") || ScenarioText.List(_scenario["requires"]).Contains("dynamodb");

    private bool RunsAsNobody => (string?)_scenario["user"] == "nobody" && IsRoot;

    private string ItemsPath => Path.Combine(_workspace.Source, "items.json");

    /// <summary>Why the scenario cannot be run here; null where it can.</summary>
    public string? SkipReason =>
        NeedsDynamoDb && _dynamoDb is null ? "needs DynamoDB Local"
        : ScenarioText.List(_scenario["requires"]).Contains("root") && !IsRoot ? "needs root"
        : null;

    public async Task RunAsync()
    {
        await PrepareAsync();
        var golden = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(_workspace.Source, "expect", "steps.json")))!.AsArray();
        var steps = _scenario["steps"]!.AsArray();
        for (var index = 0; index < steps.Count; index++)
        {
            try
            {
                await RunStepAsync(steps[index]!.AsObject(), golden[index]!.AsObject());
            }
            catch (ScenarioFailure failure)
            {
                throw new ScenarioFailure($"step {index + 1}: {failure.Message}");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_tables is not null)
        {
            await _tables.DisposeAsync();
        }

        _workspace.Dispose();
    }

    private async Task PrepareAsync()
    {
        var tag = Guid.NewGuid().ToString("N")[..12];
        _workspace.Set("@TABLE@", $"scn-{tag}");
        foreach (var (name, _) in _scenario["tables"]?.AsObject() ?? [])
        {
            _workspace.Set($"@{name}@", $"scn-{tag}-{name.ToLowerInvariant()}");
        }

        _workspace.CopyInputs();
        if (_tables is not null)
        {
            await CreateTablesAsync(_tables);
        }

        await ApplyAsync(_scenario["setup"]);
        if (RunsAsNobody)
        {
            await ChangeOwnerToNobodyAsync();
        }
    }

    private async Task CreateTablesAsync(ScenarioTables tables)
    {
        if ((bool?)_scenario["table"] ?? true)
        {
            var items = File.Exists(ItemsPath) ? JsonNode.Parse(await File.ReadAllTextAsync(ItemsPath)) : new JsonArray();
            await tables.CreateAsync(_workspace.Fill("@TABLE@"), _workspace.Fill(items)!.AsArray());
        }

        foreach (var (name, items) in _scenario["tables"]?.AsObject() ?? [])
        {
            await tables.CreateAsync(_workspace.Fill($"@{name}@"), _workspace.Fill(items)!.AsArray());
        }
    }

    private async Task ChangeOwnerToNobodyAsync()
    {
        var kept = ScenarioText.List(_workspace.Fill(_scenario["keep_owner"])).ToHashSet();
        var paths = Directory.EnumerateFileSystemEntries(_workspace.Path, "*", SearchOption.AllDirectories).Append(_workspace.Path);
        await ScenarioMutations.RunAsync("chown", ["-h", $"{Nobody}:{Nobody}", .. paths.Where(path => !kept.Contains(path))]);
    }

    private async Task ApplyAsync(JsonNode? mutations)
    {
        foreach (var mutation in mutations?.AsArray() ?? [])
        {
            await _mutations.ApplyAsync(mutation!.AsObject());
        }
    }

    private async Task RunStepAsync(JsonObject step, JsonObject golden)
    {
        await ApplyAsync(step["before"]);
        var variables = Variables(step);
        using var notify = step.ContainsKey("notify") ? new NotifySocket(variables["NOTIFY_SOCKET"] = _workspace["notify.sock"]) : null;
        string[] user = RunsAsNobody ? ["setpriv", $"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups"] : [];
        var arguments = ScenarioText.List(_workspace.Fill(step["args"]));
        using var process = new ScenarioProcess([.. user, _binary, .. arguments], _workspace.Path, variables);
        await ActAsync(step, process, notify);
        var timeout = TimeSpan.FromSeconds((double?)step["timeout"] ?? 60);
        var exit = await process.WaitAsync(timeout) ?? throw new ScenarioFailure($"still running after {timeout}");
        var output = _workspace.RestoreText(process.Output);
        var error = _workspace.RestoreText(process.Error);
        await ValidateAsync(step, golden, exit, output, error, notify);
    }

    private async Task ActAsync(JsonObject step, ScenarioProcess process, NotifySocket? notify)
    {
        var actions = new ScenarioActions(_workspace, _mutations, process);
        foreach (var action in step["during"]?.AsArray() ?? [])
        {
            await actions.ActAsync(action!.AsObject());
        }

        if (step["stop"] is not { } stop)
        {
            return;
        }

        if ((double?)stop["after"] is { } seconds)
        {
            await _mutations.ApplyAsync(new JsonObject { ["sleep"] = seconds });
        }

        // What comes at intervals may be late; the end itself is reported after it was requested.
        var told = ScenarioText.List(step["notify"]?["has"]).Where(line => line != "STOPPING=1").ToList();
        if (notify is not null && process.IsAlive)
        {
            await Eventually.IsSoAsync(
                () => !process.IsAlive || !told.Except(notify.Received).Any(),
                CancellationToken.None,
                string.Join(' ', told));
        }

        if (process.IsAlive)
        {
            process.Signal((string?)stop["signal"] ?? "TERM");
        }
    }

    private async Task ValidateAsync(JsonObject step, JsonObject golden, JsonNode exit, string output, string error, NotifySocket? notify)
    {
        if (!JsonNode.DeepEquals(golden["exit"], exit))
        {
            throw new ScenarioFailure($"exit {exit}, expected {golden["exit"]} ({ScenarioText.Clip(error.Length > 0 ? error : output)})");
        }

        ScenarioText.Check("stdout", output, step["stdout"]);
        ScenarioText.Check("stderr", error, step["stderr"]);
        if (notify is not null)
        {
            var received = await notify.FinishAsync();
            ScenarioText.List(step["notify"]!["has"]).Except(received).ShouldBeEmpty("datagrams lacking on NOTIFY_SOCKET");
        }

        new ScenarioSnapshot(_workspace, _scenario).Compare(golden["files"]!.AsObject());
        foreach (var (name, text) in (ReadOnlySpan<(string, string)>)[("stdout", output), ("stderr", error)])
        {
            if ((string?)golden[name] is { } file
                && File.ReadAllText(Path.Combine(_workspace.Source, "expect", file)) != ScenarioText.Plain(text))
            {
                throw new ScenarioFailure($"{name} is {ScenarioText.Clip(ScenarioText.Plain(text))}");
            }
        }
    }

    private Dictionary<string, string> Variables(JsonObject step)
    {
        var variables = new Dictionary<string, string>
        {
            ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin",
            ["HOME"] = _workspace["home"],
            ["TMPDIR"] = Path.GetTempPath(),
            ["TZ"] = "UTC",
            ["LANG"] = "C.UTF-8",
            ["AWS_EC2_METADATA_DISABLED"] = "true",
            ["NO_PROXY"] = "*",
            ["CONFD_STATE_DIR"] = _workspace["state"],
        };
        if (_tables is not null)
        {
            variables["DYNAMODB_LOCAL"] = "true";
            variables["DYNAMODB_ENDPOINT_URL"] = _dynamoDb!;
            variables["AWS_ACCESS_KEY_ID"] = variables["AWS_SECRET_ACCESS_KEY"] = "dummy";
            variables["AWS_REGION"] = "us-east-1";
        }

        foreach (var (name, value) in (_scenario["env"]?.AsObject() ?? []).Concat(step["env"]?.AsObject() ?? []))
        {
            if (value is null)
            {
                variables.Remove(name);
            }
            else
            {
                variables[name] = _workspace.Fill((string)value!);
            }
        }

        return variables;
    }
}
