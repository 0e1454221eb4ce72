using System.Diagnostics;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Flags.Serve;

/// <summary>The program named by <c>CONFD_TEST_BINARY</c> with <c>confd flags serve --console</c> over a table with two environments, once
/// as it is and once with tokens and a list of configuration keys.</summary>
public sealed class ServedConsolePages : IAsyncLifetime
{
    public const string Token = "anns-token-0123456789";

    private const string Segments =
        """
        "segments": {"staff": {"key": "staff", "version": 1, "included": ["ann", "bob"], "salt": "t", "rules": [{"id": "mail",
            "clauses": [{"contextKind": "user", "attribute": "email", "op": "endsWith", "values": ["@example.com"]}]}]}}
        """;

    private const string Ordinary =
        """
        "new-checkout": {"key": "new-checkout", "version": 1, "on": false, "salt": "s", "name": "New checkout",
            "description": "The checkout of 2027", "tags": ["checkout", "web"], "variations": [true, false], "offVariation": 1,
            "fallthrough": {"rollout": {"variations": [{"variation": 0, "weight": 10000}, {"variation": 1, "weight": 90000}]}},
            "contextTargets": [{"contextKind": "org", "variation": 1, "values": ["acme", "umbrella"]}],
            "rules": [{"id": "staff", "variation": 0, "clauses": [{"attribute": "", "op": "segmentMatch", "values": ["staff"]}]}]},
        "banner": {"key": "banner", "version": 1, "on": false, "salt": "s", "variations": ["blue", "green"], "offVariation": 0,
            "fallthrough": {"variation": 1}},
        "limits": {"key": "limits", "version": 1, "on": true, "salt": "s", "variations": [{"requests": 100}, {"requests": 500}],
            "offVariation": 0, "fallthrough": {"variation": 0}}
        """;

    private const string Hostile =
        """
        "hostile": {"key": "hostile", "version": 1, "on": true, "salt": "s", "description": "<script>globalThis.pwned=1</script>",
            "variations": ["<script>globalThis.pwned=1</script>", "\"><img src=x onerror=globalThis.pwned=1>"], "offVariation": 0,
            "fallthrough": {"variation": 0}}
        """;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private readonly TempDirectory _folder = new();
    private readonly List<Process> _services = [];
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal)
    {
        ["AWS_ACCESS_KEY_ID"] = "dummy",
        ["AWS_SECRET_ACCESS_KEY"] = "dummy",
        ["AWS_REGION"] = "us-east-1",
    };

    /// <summary>Where everybody is let in.</summary>
    public Uri Open { get; private set; } = new("http://nowhere");

    /// <summary>Where <see cref="Token"/> lets ann in.</summary>
    public Uri Guarded { get; private set; } = new("http://nowhere");

    private static string? Binary => Environment.GetEnvironmentVariable("CONFD_TEST_BINARY");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (FindMissing() is not null)
        {
            return;
        }

        _variables["AWS_ENDPOINT_URL"] = DynamoDbLocal.Endpoint;
        var (table, keys) = (DynamoDbLocal.NewTableName("console"), DynamoDbLocal.NewTableName("keys"));
        _folder.Write("flags.json", $"{{{Segments}, \"flags\": {{{Ordinary},{Hostile}}}}}");
        var isOn = Ordinary.Replace("\"on\": false", "\"on\": true", StringComparison.Ordinal);
        _folder.Write("staging.json", $"{{{Segments}, \"flags\": {{{isOn}}}}}");
        _folder.Write("keys.env", "/app/password=s3cret-value\n");
        _folder.Write("tokens", $"ann {Token}\n");
        _folder.Write("serve.toml", string.Concat(
            new[] { "production", "staging" }.Select(name => $"[environments.{name}]\ntable = \"{table}\"\nprefix = \"{name}\"\n")));
        string[] init = ["flags", "init", "--table", table, "--create-table", "--file"];
        await RunAsync(Binary!, [.. init, _folder["flags.json"], "--prefix", "production"]);
        await RunAsync(Binary!, [.. init, _folder["staging.json"], "--prefix", "staging"]);
        await RunAsync(Binary!, "table", "journal", "enable", "--table", table);
        _services.Add(Start(Binary!, "table", "journal", "run", "--table", table));

        // The history begins with the writer's first entry; and what comes and goes within one moment is no change that could be undone.
        await Eventually.IsSoAsync(
            async () => (await RunAsync(Binary!, "table", "journal", "status", "--table", table)).Contains(
                "entries   1 ", StringComparison.Ordinal),
            Cancellation);
        await RunAsync(Binary!, "flags", "create", "old-banner", "--type", "boolean", "--table", table, "--prefix", "production");
        await Eventually.IsSoAsync(
            async () => (await RunAsync(Binary!, "flags", "log", "old-banner", "--table", table, "--prefix", "production")).Length > 0,
            Cancellation);
        await RunAsync(Binary!, "flags", "delete", "old-banner", "--table", table, "--prefix", "production");
        await RunAsync(Binary!, "table", "create", "--table", keys);
        await RunAsync(Binary!, "table", "import", "--table", keys, _folder["keys.env"]);
        Open = await ServeAsync();
        Guarded = await ServeAsync("--console-token-file", _folder["tokens"], "--console-keys-table", keys);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services)
        {
            service.Kill();
            await service.WaitForExitAsync(CancellationToken.None);
            service.Dispose();
        }

        _folder.Dispose();
    }

    /// <summary>What is not there that the pages need; null: nothing.</summary>
    public static string? FindMissing() =>
        string.IsNullOrEmpty(Binary) ? "CONFD_TEST_BINARY is not set: no program to ask"
        : string.IsNullOrEmpty(
            Environment.GetEnvironmentVariable(DynamoDbLocal.Variable)) ? $"{DynamoDbLocal.Variable} is not set: no table"
        : null;

    /// <summary>Runs a program to its end, which has to be a good one.</summary>
    public async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        var output = process.StandardOutput.ReadToEndAsync(Cancellation);
        var error = process.StandardError.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation).WaitAsync(Limit, Cancellation);
        process.ExitCode.ShouldBe(0, $"{program} {string.Join(' ', arguments)}\n{await output}{await error}");
        return await output;
    }

    private Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in _variables)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    // Done when the service says in its log where it listens.
    private async Task<Uri> ServeAsync(params string[] arguments)
    {
        var service = Start(
            Binary!,
            [
                "flags", "serve", "--config", _folder["serve.toml"], "--listen", $"{ReservedPort.TakeAddress()}", "--console", .. arguments,
            ]);
        _services.Add(service);
        const string Said = "Serving flags on ";
        while (await service.StandardOutput.ReadLineAsync(Cancellation).AsTask().WaitAsync(Limit, Cancellation) is { } line)
        {
            if (line.IndexOf(Said, StringComparison.Ordinal) is >= 0 and var at)
            {
                return new Uri(line[(at + Said.Length)..]);
            }
        }

        throw new InvalidOperationException($"the service did not start: {await service.StandardError.ReadToEndAsync(Cancellation)}");
    }
}
