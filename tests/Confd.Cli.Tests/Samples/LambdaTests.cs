using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Samples;

/// <summary>The functions below <c>samples</c> as Lambda runs them, on a stand-in of its Runtime API.</summary>
public sealed class LambdaTests : IDisposable
{
    private readonly TempDirectory _home = new();
    private readonly string _flags = DynamoDbLocal.NewTableName("lambda");

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Checkout_Events_AreHandledOneAfterTheOther()
    {
        await FillAsync();
        await using var api = await LambdaRuntimeApi.StartAsync();
        using var function = Start("lambda-flags", "LambdaFlags", api);

        (await api.InvokeAsync("""{"customer":"c-1","country":"NO"}""")).ShouldBe(
            ("response", """{"customer":"c-1","checkout":"new","reason":"RULE_MATCH(0,nordic-customers)"}"""));
        (await api.InvokeAsync("""{"customer":"c-2"}""")).ShouldBe(
            ("response", """{"customer":"c-2","checkout":"old","reason":"FALLTHROUGH"}"""));
        End(function);
    }

    [Theory]
    [InlineData("{}", "InvalidOperationException")]
    [InlineData("no JSON", "JsonReaderException")]
    public async Task Checkout_BadEvent_FailsAloneAndTheNextIsHandled(string json, string type)
    {
        await FillAsync();
        await using var api = await LambdaRuntimeApi.StartAsync();
        using var function = Start("lambda-flags", "LambdaFlags", api);

        var (kind, body) = await api.InvokeAsync(json);

        kind.ShouldBe("error");
        JsonNode.Parse(body)!["errorType"]!.GetValue<string>().ShouldBe(type);
        (await api.InvokeAsync("""{"customer":"c-2"}""")).Kind.ShouldBe("response");
        End(function);
    }

    [Fact]
    public async Task Checkout_WithoutARegion_ReportsWhyItCannotStart()
    {
        await using var api = await LambdaRuntimeApi.StartAsync();
        var variables = new Dictionary<string, string>
        {
            ["AWS_REGION"] = "",
            ["DYNAMODB_LOCAL"] = "",
            ["AWS_EC2_METADATA_DISABLED"] = "true",
        };
        using var function = Start("lambda-flags", "LambdaFlags", api, variables);

        (await api.InitFailure.WaitAsync(TimeSpan.FromMinutes(1), Cancellation)).ShouldContain("no AWS region is configured");
        await function.WaitForExitAsync(Cancellation);
        function.ExitCode.ShouldNotBe(0);
    }

    [Fact]
    public async Task FlagService_OpenFeatureRequest_WorksBehindAFunctionUrl()
    {
        await FillAsync();
        await using var api = await LambdaRuntimeApi.StartAsync();
        var keys = new Dictionary<string, string> { ["OFREP_KEYS"] = "of-1, of-2", ["SDK_KEYS"] = "sdk-1" };
        using var function = Start("lambda-flag-service", "LambdaFlagService", api, keys);
        const string question = """{"context":{"targetingKey":"c-1","country":"NO"}}""";

        var one = await AskAsync(api, "POST", "/ofrep/v1/evaluate/flags/new-checkout", "Bearer of-2", question);
        one.Status.ShouldBe(200);
        one.Body.ShouldContain("\"value\":true");
        (await AskAsync(api, "POST", "/ofrep/v1/evaluate/flags", "Bearer of-1", question)).Body.ShouldContain("new-checkout");
        (await AskAsync(api, "POST", "/ofrep/v1/evaluate/flags", "Bearer wrong", question)).Status.ShouldBe(401);
        (await AskAsync(api, "GET", "/sdk/latest-all", "sdk-1", null)).Body.ShouldContain("\"new-checkout\"");

        // An endless stream: the function ends it, reports it and continues.
        var stream = await AskAsync(api, "GET", "/all", "sdk-1", null);
        stream.Status.ShouldBe(501);
        stream.Body.ShouldBe("a function URL has no streams: let the SDK poll\n");
        (await AskAsync(api, "GET", "/health", null, null)).Status.ShouldBe(200);
        End(function);
    }

    [Fact]
    public async Task Extension_RendersBeforeTheFirstEventAndEndsWithTheEnvironment()
    {
        await using var api = await LambdaRuntimeApi.StartAsync();
        WriteConfiguration("{{getv \"/greeting\"}}\n");
        using var extension = StartExtension(api);

        await api.ExtensionReady.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
        (await File.ReadAllTextAsync(_home["app.conf"], Cancellation)).ShouldBe("hello\n");

        // The file is older than zero seconds: an event has it rendered again.
        _home.Write("keys.yaml", "app: { greeting: hei }\n");
        api.TellExtension("INVOKE");
        api.TellExtension("SHUTDOWN");
        await extension.WaitForExitAsync(Cancellation).WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
        extension.ExitCode.ShouldBe(0);
        (await File.ReadAllTextAsync(_home["app.conf"], Cancellation)).ShouldBe("hei\n");
    }

    [Fact]
    public async Task Extension_ThatCannotRender_EndsTheStart()
    {
        await using var api = await LambdaRuntimeApi.StartAsync();
        WriteConfiguration("{{getv \"/none\"}}\n");
        using var extension = StartExtension(api);

        (await api.InitFailure.WaitAsync(TimeSpan.FromMinutes(1), Cancellation)).ShouldBe("Extension.NotRendered");
        await extension.WaitForExitAsync(Cancellation).WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
        extension.ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task Extension_ServerDoesNotRespond_DelaysNoEventForLong()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var api = await LambdaRuntimeApi.StartAsync();
        WriteConfiguration("{{getv \"/greeting\"}}\n");

        // The start goes well; what comes after it meets the silence.
        var program = _home.Write(
            "program",
            $"#!/bin/sh\nif mkdir {_home["started"]} 2>/dev/null; then exit 0; fi\nexec {SampleProgram.Binary} \"$@\"\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using var extension = StartExtension(api, new()
        {
            ["CONFD_EXTENSION_PROGRAM"] = program,
            ["CONFD_BACKEND"] = "dynamodb --table settings",
            ["DYNAMODB_LOCAL"] = "true",
            ["DYNAMODB_ENDPOINT_URL"] = $"http://{silent.LocalEndpoint}",
        });

        await api.ExtensionReady.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
        api.TellExtension("INVOKE");
        api.TellExtension("SHUTDOWN");

        // --backend-timeout alone is 30 seconds.
        await extension.WaitForExitAsync(Cancellation).WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
        extension.ExitCode.ShouldBe(0);
    }

    [Theory]
    [InlineData("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:1")]
    [InlineData("CONFD_EXTENSION_MAX_AGE", "60s")]
    [InlineData("CONFD_EXTENSION_TIMEOUT", "-1")]
    public async Task Extension_ThatCannotDoItsWork_EndsWithAFailure(string variable, string value)
    {
        await using var api = await LambdaRuntimeApi.StartAsync();
        WriteConfiguration("{{getv \"/greeting\"}}\n");
        using var extension = StartExtension(api, new() { [variable] = value });

        await extension.WaitForExitAsync(Cancellation).WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
        extension.ExitCode.ShouldNotBe(0);
        File.Exists(_home["app.conf"]).ShouldBeFalse();
    }

    [Theory]
    [InlineData("lambda-flags")]
    [InlineData("lambda-flag-service")]
    public void Template_OfASample_RunsWhatIsPublishedWithTheLeastRights(string sample)
    {
        var text = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "samples", sample, "template.yaml"));

        text.ShouldContain("Runtime: provided.al2023");
        text.ShouldContain($"CodeUri: ../../artifacts/{sample}/linux-arm64/");
        text.ShouldContain("AllowedValues: [arm64, x86_64]");
        text.ShouldNotContain("dynamodb:*");
        text.ShouldContain(sample == "lambda-flags" ? "[dynamodb:GetItem]" : "[dynamodb:GetItem, dynamodb:Query, dynamodb:BatchGetItem]");
    }

    private Process Start(string folder, string assembly, LambdaRuntimeApi api, Dictionary<string, string>? variables = null)
    {
        var process = SampleProcess.Start(
            folder,
            assembly,
            new Dictionary<string, string>(variables ?? []) { ["FLAGS_TABLE"] = _flags, ["AWS_LAMBDA_RUNTIME_API"] = api.Address });
        process.StandardInput.Close();
        return process;
    }

    private void WriteConfiguration(string template)
    {
        // The settings of the layer are read too: without its prefix there is no /greeting.
        _home.Write("confd.toml", "prefix = \"/app\"\n");
        _home.Write("keys.yaml", "app: { greeting: hello }\n");
        _home.Write("templates/app.tmpl", template);
        _home.Write("conf.d/app.toml", $"[template]\nsrc = \"app.tmpl\"\ndest = \"{_home["app.conf"]}\"\nkeys = [\"/\"]\n");
    }

    private Process StartExtension(LambdaRuntimeApi api, Dictionary<string, string>? variables = null)
    {
        var all = new Dictionary<string, string>
        {
            ["AWS_LAMBDA_RUNTIME_API"] = api.Address,
            ["CONFD_EXTENSION_PROGRAM"] = SampleProgram.Binary,
            ["CONFD_EXTENSION_CONFDIR"] = _home.Path,
            ["CONFD_EXTENSION_MAX_AGE"] = "0",
            ["CONFD_BACKEND"] = $"file --file {_home["keys.yaml"]}",
        };
        foreach (var (name, value) in variables ?? [])
        {
            all[name] = value;
        }

        return SampleProcess.Start("/bin/sh", [Path.Combine(RepositoryFiles.Root, "packaging", "lambda-extension", "confd")], all);
    }

    private static void End(Process function) => function.Kill();

    private static async Task<(int Status, string Body)> AskAsync(
        LambdaRuntimeApi api, string method, string path, string? authorization, string? body)
    {
        var headers = new JsonObject { ["content-type"] = "application/json" };
        if (authorization is not null)
        {
            headers["authorization"] = authorization;
        }

        var json = new JsonObject
        {
            ["version"] = "2.0",
            ["rawPath"] = path,
            ["rawQueryString"] = "",
            ["headers"] = headers,
            ["requestContext"] = new JsonObject { ["http"] = new JsonObject { ["method"] = method, ["path"] = path } },
            ["body"] = body is null ? null : Convert.ToBase64String(Encoding.UTF8.GetBytes(body)),
            ["isBase64Encoded"] = body is not null,
        };
        var (kind, answer) = await api.InvokeAsync(json.ToJsonString());
        kind.ShouldBe("response", answer);
        using var document = JsonDocument.Parse(answer);
        var content = document.RootElement.GetProperty("body").GetBytesFromBase64();
        return (document.RootElement.GetProperty("statusCode").GetInt32(), Encoding.UTF8.GetString(content));
    }

    private Task FillAsync() =>
        new SampleProgram(Path.Combine(RepositoryFiles.Root, "samples", "lambda-flags"), _home.Path)
            .RunAsync([], "flags", "init", "--table", _flags, "--create-table", "--file", "flags.json");
}
