using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Confd.Cli.Tests.Scenarios;

/// <summary>What a scenario does while the program runs. Files and logs of another process can only be polled.</summary>
internal sealed class ScenarioActions(ScenarioWorkspace workspace, ScenarioMutations mutations, ScenarioProcess process)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly HttpClient Http = new() { Timeout = Patience };

    public Task ActAsync(JsonObject action)
    {
        var (name, value) = action.First();
        switch (name)
        {
            case "signal":
                process.Signal(process.IsAlive ? (string)value! : throw new ScenarioFailure($"process exited before signal {value}"));
                return Task.CompletedTask;
            case "wait_file":
                return PollAsync(name, value!, () => Task.FromResult(FileProblem(value!)));
            case "check_file":
                return FileProblem(value!) is { } problem ? throw new ScenarioFailure("check_file: " + problem) : Task.CompletedTask;
            case "wait_log":
                return PollAsync(name, value!, () => Task.FromResult(LogProblem((string)value!["text"]!, (int?)value["count"] ?? 1)));
            case "http":
                return PollAsync(name, value!, () => HttpProblemAsync(value!));
            case "within":
                return ActWithinAsync(TimeSpan.FromSeconds((double)value!["seconds"]!), value["actions"]!.AsArray());
            default:
                return mutations.ApplyAsync(action);
        }
    }

    // On a busy machine a pause may last longer than it should: what was to come close together then did not.
    private async Task ActWithinAsync(TimeSpan limit, JsonArray actions)
    {
        var start = Stopwatch.GetTimestamp();
        foreach (var action in actions)
        {
            await ActAsync(action!.AsObject());
        }

        if (Stopwatch.GetElapsedTime(start) > limit)
        {
            throw new ScenarioTooSlow($"what was to happen within {limit} took {Stopwatch.GetElapsedTime(start)}");
        }
    }

    private async Task PollAsync(string name, JsonNode action, Func<Task<string?>> findProblem)
    {
        using var limit = new CancellationTokenSource((double?)action["timeout"] is { } seconds ? TimeSpan.FromSeconds(seconds) : Patience);
        using var timer = new PeriodicTimer(PollInterval);
        var wasAlive = true;
        while (await findProblem() is { } problem)
        {
            if (!wasAlive || limit.IsCancellationRequested)
            {
                throw new ScenarioFailure($"{name}: {problem}{(wasAlive ? "" : " (process has exited)")}");
            }

            wasAlive = process.IsAlive;
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private string? FileProblem(JsonNode wanted)
    {
        var path = (string)wanted["path"]!;
        string? text;
        try
        {
            text = workspace.RestoreText(File.ReadAllBytes(workspace.Fill(path)));
        }
        catch (IOException)
        {
            text = null;
        }

        if ((bool?)wanted["absent"] == true)
        {
            return text is null ? null : $"{path} exists";
        }

        return text is null ? $"{path} is missing" : TextProblem(path, text, wanted);
    }

    private static string? TextProblem(string name, string text, JsonNode wanted)
    {
        if ((string?)wanted["equals"] is { } equal && text != equal)
        {
            return $"{name} is {ScenarioText.Clip(text)}, expected {ScenarioText.Clip(equal)}";
        }

        var missing = ScenarioText.List(wanted["has"]).FirstOrDefault(part => !text.Contains(part, StringComparison.Ordinal));
        var unwanted = ScenarioText.List(wanted["hasnot"]).FirstOrDefault(part => text.Contains(part, StringComparison.Ordinal));
        var unmatched = ScenarioText.List(wanted["match"]).FirstOrDefault(pattern => !Regex.IsMatch(text, pattern, RegexOptions.Multiline));
        return missing is not null ? $"{name} lacks {ScenarioText.Clip(missing)}: {ScenarioText.Clip(text)}"
            : unwanted is not null ? $"{name} contains {ScenarioText.Clip(unwanted)}"
            : unmatched is not null ? $"{name} does not match {unmatched}"
            : null;
    }

    private string? LogProblem(string text, int count)
    {
        var log = workspace.RestoreText(process.Output);
        return Regex.Count(log, Regex.Escape(text)) >= count ? null : $"log lacks {ScenarioText.Clip(text)}";
    }

    private async Task<string?> HttpProblemAsync(JsonNode wanted)
    {
        var path = (string)wanted["path"]!;
        var request = new HttpRequestMessage(
            new HttpMethod((string?)wanted["method"] ?? "GET"), $"http://127.0.0.1:{workspace.Fill("@PORT@")}{path}");
        try
        {
            using var response = await Http.SendAsync(request);
            var text = workspace.RestoreText(await response.Content.ReadAsByteArrayAsync());
            var status = (int?)wanted["status"] ?? 200;
            return (int)response.StatusCode != status
                ? $"GET {path}: status {(int)response.StatusCode}, expected {status}"
                : TextProblem($"GET {path}", text, wanted)
                    ?? JsonProblem(path, text, wanted["json"])
                    ?? HeaderProblem(response, wanted["headers"]);
        }
        catch (HttpRequestException unreachable)
        {
            return $"GET {path}: {unreachable.Message}";
        }
    }

    private static string? JsonProblem(string path, string text, JsonNode? wanted) =>
        wanted is null || ScenarioText.IsSubset(wanted, JsonNode.Parse(text))
            ? null
            : $"GET {path}: {text} does not contain {wanted.ToJsonString()}";

    private static string? HeaderProblem(HttpResponseMessage response, JsonNode? wanted)
    {
        HttpHeaders[] all = [response.Headers, response.Content.Headers];
        foreach (var (name, value) in wanted?.AsObject() ?? [])
        {
            var found = string.Join(
                ',', all.SelectMany(headers => headers.NonValidated.Contains(name) ? headers.NonValidated[name] : default));
            if (!found.Contains((string)value!, StringComparison.Ordinal))
            {
                return $"header {name} is {found}";
            }
        }

        return null;
    }
}
