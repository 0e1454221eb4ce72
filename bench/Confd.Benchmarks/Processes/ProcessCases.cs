using System.Text;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Confd.TestSupport.Servers;

namespace Confd.Benchmarks.Processes;

/// <summary>Prepares the whole-process cases below one scratch folder.</summary>
internal sealed class ProcessCases(string scratch, string dynamoDbUrl, string program) : IAsyncDisposable
{
    private const string SeedTable = "bench-seed";
    private const string SystemBundle = "/etc/ssl/certs/ca-certificates.crt";

    private readonly Dictionary<string, string> _environment = new()
    {
        ["DYNAMODB_LOCAL"] = "true",
        ["DYNAMODB_ENDPOINT_URL"] = dynamoDbUrl,
        ["AWS_ACCESS_KEY_ID"] = "dummy",
        ["AWS_SECRET_ACCESS_KEY"] = "dummy",
        ["AWS_REGION"] = "us-east-1",

        // The machine's own bundle, which the Go program would parse where no TLS is spoken too.
        ["AWS_CA_BUNDLE"] = "",
    };

    private TlsFront? _front;

    public async Task<IReadOnlyList<ProcessCase>> PrepareAsync() =>
    [
        await SeedExampleAsync(),
        SeedExampleOverTls(),
        EnvironmentVariables(),
        LongLoop(),
        ManyPatterns(),
        await ManyResourcesAsync(),
        await FirstFlagAsync(),
    ];

    public ValueTask DisposeAsync() => _front?.DisposeAsync() ?? default;

    /// <summary>A daemon on the folder of <see cref="ManyResourcesAsync"/>, ended by SIGTERM after so many seconds.</summary>
    public ProcessCase IdleDaemon(int seconds) => new(
        $"idle for {seconds} s",
        Path.Combine(scratch, "resources"),
        ["--preserve-status", "-s", "TERM", $"{seconds}", "PROGRAM", .. DaemonArguments(Path.Combine(scratch, "resources"))],
        _environment,
        Result: null,
        ExpectedLines: 0);

    /// <summary>The example of the original's documentation: three keys of one table, <c>--onetime</c>.</summary>
    private async Task<ProcessCase> SeedExampleAsync()
    {
        await FillTableAsync(
            SeedTable,
            [("/myapp/database/url", "db.example.com"), ("/myapp/database/user", "admin"), ("/myapp/database/password", "secret123")]);
        return SeedExample("seed example, cold --onetime", "seed");
    }

    private ProcessCase SeedExample(string name, string folder) => Case(
        name,
        folder,
        ["dynamodb", "--table", SeedTable],
        """["/myapp/database"]""",
        """
        [database]
        url = {{getv "/myapp/database/url"}}
        user = {{getv "/myapp/database/user"}}
        password = {{getv "/myapp/database/password"}}

        """,
        expectedLines: 4);

    /// <summary>The same over HTTPS, as with DynamoDB itself, with one authority beside the system's, as companies add them.</summary>
    private ProcessCase SeedExampleOverTls()
    {
        var certificates = new TestCertificates(Directory.CreateDirectory(Path.Combine(scratch, "certificates")).FullName);
        _front = new TlsFront(new Uri(dynamoDbUrl), certificates.Server, certificates.ServerKey);
        var bundle = Path.Combine(scratch, "certificates", "bundle.crt");
        File.WriteAllText(bundle, File.ReadAllText(SystemBundle) + File.ReadAllText(certificates.Authority));
        var environment = new Dictionary<string, string>(_environment)
        {
            ["DYNAMODB_ENDPOINT_URL"] = $"https://localhost:{_front.Port}",
            ["SSL_CERT_FILE"] = bundle,
        };
        return SeedExample("seed example over HTTPS, cold --onetime", "seed-tls") with { Environment = environment };
    }

    /// <summary>Two variables of the environment in one file.</summary>
    private ProcessCase EnvironmentVariables()
    {
        _environment["BENCH_DATABASE_URL"] = "db.example.com";
        _environment["BENCH_DATABASE_USER"] = "admin";
        return Case(
            "env, one file, --onetime",
            "env",
            ["env"],
            """["/bench"]""",
            """
            url = {{getv "/bench/database/url"}}
            user = {{getv "/bench/database/user"}}

            """,
            expectedLines: 2);
    }

    /// <summary>A template that loops 200,000 times.</summary>
    private ProcessCase LongLoop()
    {
        var directory = Path.Combine(scratch, "loop");
        var keys = WriteKeys(directory, applications: 1, keysEach: 10);
        return Case(
            "200,000-line loop",
            "loop",
            ["file", "--file", keys],
            """["/app000"]""",
            """
            {{range $i, $x := seq 1 200000}}server s{{printf "%05d" $x}} {{getv "/app000/k00001"}}:{{add $x 1000}}{{if eq (mod $x 2) 0}} backup{{end}};
            {{end}}
            """,
            expectedLines: 200_000);
    }

    /// <summary>500 patterns over 20,000 keys.</summary>
    private ProcessCase ManyPatterns()
    {
        var directory = Path.Combine(scratch, "patterns");
        var keys = WriteKeys(directory, applications: 500, keysEach: 40);
        return Case(
            "500 gets over 20,000 keys",
            "patterns",
            ["file", "--file", keys],
            """["/"]""",
            """
            {{range seq 0 499}}{{range gets (printf "/app%03d/*" .)}}{{.Key}}={{.Value}}
            {{end}}{{end}}
            """,
            expectedLines: 20_000);
    }

    /// <summary>100 resources of 50 keys each over one table of 5,000 items, some 600 KB.</summary>
    private async Task<ProcessCase> ManyResourcesAsync()
    {
        const string table = "bench-resources";
        await FillTableAsync(
            table,
            [
                .. Enumerable.Range(0, 5_000)
                    .Select(index => ($"/app{index / 50:D3}/k{index % 50:D5}", new string((char)('a' + (index % 26)), 100)))]);
        var processCase = Case(
            "100 resources over 5,000 items, --onetime",
            "resources",
            ["dynamodb", "--table", table],
            """["/app000"]""",
            "{{range gets \"/*/*\"}}{{.Key}}={{.Value}}\n{{end}}",
            expectedLines: 50);
        for (var application = 1; application < 100; application++)
        {
            File.WriteAllText(
                Path.Combine(processCase.Directory, "conf.d", $"app{application:D3}.toml"),
                $"[template]\nsrc = \"bench.tmpl\"\ndest = \"{processCase.Directory}/app{application:D3}.conf\"\n"
                + $"keys = [\"/app{application:D3}\"]\n");
        }

        return processCase;
    }

    /// <summary>From the start of a process to the value of a flag that lies in a table.</summary>
    private async Task<ProcessCase> FirstFlagAsync()
    {
        const string table = "bench-first-flag";
        var file = Path.Combine(scratch, "flags.json");
        await File.WriteAllTextAsync(
            file,
            """{"flags":{"new-checkout":{"key":"new-checkout","version":1,"on":true,"variations":[true,false]"""
            + ""","fallthrough":{"variation":0},"salt":"s"}},"segments":{}}""");
        string[] init = ["flags", "init", "--table", table, "--file", file, "--create-table"];
        var prepare = new ProcessCase("prepare", scratch, init, _environment, Result: null, ExpectedLines: 0);
        prepare.Run(program);
        string[] evaluate =
            ["flags", "eval", "new-checkout", "--table", table, "--context", """{"kind":"user","key":"u"}""", "--default", "false"];
        return prepare with { Name = "first flag value from a table", Arguments = evaluate, Peer = false };
    }

    private static string[] DaemonArguments(string directory) =>
        [
            "dynamodb", "--table", "bench-resources", "--interval", "1", "--confdir", directory, "--config-file",
            Path.Combine(directory, "none.toml"), "--log-level", "error",
        ];

    private static string WriteKeys(string directory, int applications, int keysEach)
    {
        Directory.CreateDirectory(directory);
        var path = Path.Combine(directory, "keys.yaml");
        var yaml = new StringBuilder();
        for (var application = 0; application < applications; application++)
        {
            yaml.Append($"app{application:D3}:\n");
            for (var key = 0; key < keysEach; key++)
            {
                yaml.Append($"  k{key:D5}: 10.{application % 250}.0.{key % 250}\n");
            }
        }

        File.WriteAllText(path, yaml.ToString());
        return path;
    }

    private ProcessCase Case(string name, string folder, string[] backend, string keys, string template, int expectedLines)
    {
        var directory = Path.Combine(scratch, folder);
        var result = Path.Combine(directory, "out.conf");
        Directory.CreateDirectory(Path.Combine(directory, "conf.d"));
        Directory.CreateDirectory(Path.Combine(directory, "templates"));
        File.WriteAllText(
            Path.Combine(directory, "conf.d", "bench.toml"),
            $"[template]\nsrc = \"bench.tmpl\"\ndest = \"{result}\"\nkeys = {keys}\n");
        File.WriteAllText(Path.Combine(directory, "templates", "bench.tmpl"), template);
        return new ProcessCase(
            name,
            directory,
            [
                .. backend,
                "--onetime",
                "--confdir",
                directory,
                "--config-file",
                Path.Combine(directory, "none.toml"),
                "--log-level",
                "error",
            ],
            _environment,
            result,
            expectedLines);
    }

    private async Task FillTableAsync(string table, (string Key, string Value)[] items)
    {
        using var client = new AmazonDynamoDBClient(
            new BasicAWSCredentials("dummy", "dummy"),
            new AmazonDynamoDBConfig { ServiceURL = dynamoDbUrl, AuthenticationRegion = "us-east-1" });
        await client.CreateTableAsync(new CreateTableRequest
        {
            TableName = table,
            KeySchema = [new KeySchemaElement("key", KeyType.HASH)],
            AttributeDefinitions = [new AttributeDefinition("key", ScalarAttributeType.S)],
            BillingMode = BillingMode.PAY_PER_REQUEST,
        });
        foreach (var batch in items.Chunk(25))
        {
            var writes = batch.Select(item => new WriteRequest(new PutRequest(new()
            {
                ["key"] = new() { S = item.Key },
                ["value"] = new() { S = item.Value },
            })));
            await client.BatchWriteItemAsync(new BatchWriteItemRequest(new() { [table] = [.. writes] }));
        }
    }
}
