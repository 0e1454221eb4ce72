using Confd.TestSupport;

namespace Confd.Cli.Tests.Samples;

/// <summary>The programs below <c>samples</c>, with the tables that their pages tell to make.</summary>
public sealed class SampleApplicationTests : IDisposable
{
    private readonly TempDirectory _home = new();
    private readonly string _settings = DynamoDbLocal.NewTableName("sample");
    private readonly string _flags = DynamoDbLocal.NewTableName("sample");

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task LambdaFlags_EventsOnStandardInput_ReturnTheServedValue()
    {
        await FillFlagsAsync("lambda-flags");
        using var process = SampleProcess.Start("lambda-flags", "LambdaFlags", new() { ["FLAGS_TABLE"] = _flags });
        var error = process.StandardError.ReadToEndAsync(Cancellation);

        await process.StandardInput.WriteAsync(
            "{\"customer\":\"c-1\",\"country\":\"NO\"}\n{\"customer\":\"c-2\"}\n".AsMemory(), Cancellation);
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);

        output.ShouldBe(
            """
            {"customer":"c-1","checkout":"new","reason":"RULE_MATCH(0,nordic-customers)"}
            {"customer":"c-2","checkout":"old","reason":"FALLTHROUGH"}

            """,
            await error);
        process.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task LambdaFlags_TableIsMissing_ReturnsTheDefaultAndReportsWhy()
    {
        using var process = SampleProcess.Start("lambda-flags", "LambdaFlags", new() { ["FLAGS_TABLE"] = _flags });
        var error = process.StandardError.ReadToEndAsync(Cancellation);

        await process.StandardInput.WriteAsync("{\"customer\":\"c-1\",\"country\":\"NO\"}\n".AsMemory(), Cancellation);
        process.StandardInput.Close();

        (await process.StandardOutput.ReadToEndAsync(Cancellation))
            .ShouldBe("{\"customer\":\"c-1\",\"checkout\":\"old\",\"reason\":\"ERROR(CLIENT_NOT_READY)\"}\n");
        (await error).ShouldContain(_flags);
    }

    [Fact]
    public async Task AspNetConfig_Requests_ReturnSettingsAndFlagsOfTheTables()
    {
        var sample = Path.Combine(RepositoryFiles.Root, "samples", "aspnet-config");
        var confd = new SampleProgram(sample, _home.Path);
        await confd.RunAsync([], "table", "create", "--table", _settings, "--stream");
        await confd.RunAsync([], "table", "import", "--table", _settings, "items.json");
        await FillFlagsAsync("aspnet-config");

        using var process = SampleProcess.Start(
            "aspnet-config",
            "AspNetConfig",
            new() { ["CONFIG_TABLE"] = _settings, ["FLAGS_TABLE"] = _flags },
            "--urls",
            "http://127.0.0.1:0");
        try
        {
            var error = process.StandardError.ReadToEndAsync(Cancellation);
            process.StandardInput.Close();
            var address = await ReadAddressAsync(process.StandardOutput) ?? throw new InvalidOperationException(await error);
            var log = process.StandardOutput.ReadToEndAsync(Cancellation);
            using var client = new HttpClient();

            (await client.GetStringAsync(new Uri($"{address}/?user=ada"), Cancellation)).ShouldBe("Welcome, ada: a grid of 50 articles\n");
            (await client.GetStringAsync(new Uri($"{address}/?user=bob"), Cancellation)).ShouldBe("Welcome, bob: a list of 50 articles\n");

            await confd.RunAsync([], "table", "put", "--table", _settings, "/myapp/shop/greeting", "Hei");
            await AnswersAsync(client, new Uri($"{address}/?user=ada"), "Hei, ada: a grid of 50 articles\n");
            process.Kill();
            await log;
        }
        finally
        {
            process.Kill();
        }
    }

    // Nothing but the answer tells from outside that a setting has arrived.
    private static async Task AnswersAsync(HttpClient client, Uri address, string expected)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (await client.GetStringAsync(address, limit.Token) != expected)
        {
        }
    }

    // Kestrel's log line; null where the application ended instead.
    private static async Task<string?> ReadAddressAsync(StreamReader output)
    {
        const string sign = "Now listening on: ";
        while (await output.ReadLineAsync(Cancellation) is { } line)
        {
            if (line.IndexOf(sign, StringComparison.Ordinal) is >= 0 and var start)
            {
                return line[(start + sign.Length)..].Trim();
            }
        }

        return null;
    }

    private Task FillFlagsAsync(string sample) =>
        new SampleProgram(Path.Combine(RepositoryFiles.Root, "samples", sample), _home.Path)
            .RunAsync([], "flags", "init", "--table", _flags, "--create-table", "--file", "flags.json");
}
