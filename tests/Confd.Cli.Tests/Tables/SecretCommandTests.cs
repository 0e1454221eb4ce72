using Confd.Cli.Tests.Tools;
using Confd.DynamoDb.Secrets;
using Confd.TestSupport;
using Confd.TestSupport.Faults;

namespace Confd.Cli.Tests.Tables;

/// <summary><c>confd table</c> with values that are encrypted under a key of moto.</summary>
public sealed class SecretCommandTests : IAsyncLifetime
{
    private TableRun? _run;
    private MotoKms? _kms;

    private TableRun Run => _run!;

    private MotoKms Kms => _kms!;

    public async ValueTask InitializeAsync()
    {
        _kms = await MotoKms.StartAsync();
        _run = await TableRun.CreateAsync();
        Run.Secrets = new SecretOptions { Endpoint = Kms.Url };
    }

    public async ValueTask DisposeAsync()
    {
        await Kms.DisposeAsync();
        await Run.DisposeAsync();
    }

    [Fact]
    public async Task Put_FromStandardInput_IsEncryptedAndGetDecrypts()
    {
        Run.Input = "hunter2";
        await Run.PrintsAsync("put", "/app/pw", "-", "--encrypt", Kms.Alias);
        Run.Error.ToString().ShouldBeEmpty();

        (await Run.PrintsAsync("get", "/app/pw")).ShouldBe("hunter2\n");
        var stored = await Run.PrintsAsync("export");
        stored.ShouldContain("confd-secret:v1:");
        stored.ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task Put_SecretOnTheCommandLine_IsWarnedAbout()
    {
        await Run.PrintsAsync("put", "/app/pw", "hunter2", "--encrypt", Kms.Alias);

        Run.Error.ToString().ShouldContain("give it on standard input");
        Run.Error.ToString().ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task Put_NoSuchKey_WritesNothing()
    {
        Run.Input = "hunter2";

        (await Run.RunAsync("put", "/app/pw", "-", "--encrypt", "alias/absent")).ShouldBe(1);

        Run.Error.ToString().ShouldContain("no data key under alias/absent");
        (await Run.RunAsync("get", "/app/pw")).ShouldBe(2);
    }

    [Fact]
    public async Task Import_Encrypted_CostsOneDataKeyAndDryRunShowsNoValue()
    {
        Run.Input = """{"app":{"a":"hunter2","b":"swordfish"}}""";
        await Run.PrintsAsync("import", "-", "--format", "json", "--encrypt", Kms.Alias);
        Kms.Proxy.Count("GenerateDataKey").ShouldBe(1);

        Run.Input = """{"app":{"a":"hunter2","b":"sardine","c":"new"}}""";
        var plan = await Run.PrintsAsync("import", "-", "--format", "json", "--encrypt", Kms.Alias, "--dry-run");

        plan.ShouldBe("-/app/b (encrypted)\n+/app/b (encrypted)\n+/app/c (encrypted)\n");
        Run.Error.ToString().ShouldContain("1 to add, 1 to change, 0 to delete, 1 unchanged");
    }

    [Fact]
    public async Task Import_PlainInPlaceOfASecret_ShowsAChangeWithoutTheOldValue()
    {
        Run.Input = """{"a":"hunter2"}""";
        await Run.PrintsAsync("import", "-", "--format", "json", "--encrypt", Kms.Alias);

        (await Run.PrintsAsync("import", "-", "--format", "json", "--dry-run", "--plain")).ShouldBe("-/a (encrypted)\n+/a=hunter2\n");
        (await Run.RunAsync("import", "-", "--format", "json", "--dry-run")).ShouldBe(1);
        Run.Error.ToString().ShouldEndWith(
            "confd: error: plain values would replace encrypted ones: /a; "
            + "`--encrypt KEY` encrypts what is written, `--plain` lets it stand in clear\n");
    }

    [Fact]
    public async Task Put_PlainInPlaceOfASecret_IsRefusedUnlessAllowed()
    {
        Run.Input = "hunter2";
        await Run.PrintsAsync("put", "/app/pw", "-", "--encrypt", Kms.Alias);

        (await Run.RunAsync("put", "/app/pw", "swordfish")).ShouldBe(1);

        Run.Error.ToString().ShouldBe(
            $"confd: error: key /app/pw of table {Run.Table} holds an encrypted value, which a plain one does not replace; "
            + "`--encrypt KEY` encrypts what is written, `--plain` lets it stand in clear\n");
        (await Run.PrintsAsync("get", "/app/pw")).ShouldBe("hunter2\n");
        (await Run.RunAsync("put", "/app/pw", "swordfish", "--plain", "--encrypt", Kms.Alias)).ShouldBe(1);
        await Run.PrintsAsync("put", "/app/pw", "swordfish", "--plain");
        (await Run.PrintsAsync("export", "--format", "env")).ShouldBe("/app/pw=swordfish\n");
        await Run.PrintsAsync("put", "/app/pw", "other");
    }

    [Fact]
    public async Task Import_PlainInPlaceOfSecrets_NamesThemAndWritesTheOthers()
    {
        Run.Input = """{"a":"hunter2","b":"swordfish"}""";
        await Run.PrintsAsync("import", "-", "--format", "json", "--encrypt", Kms.Alias);
        Run.Input = """{"a":"1","b":"2","c":"3"}""";

        (await Run.RunAsync("import", "-", "--format", "json")).ShouldBe(1);
        Run.Error.ToString().ShouldContain(
            $"error: keys /a, /b of table {Run.Table} hold encrypted values, which plain ones do not replace; ");
        (await Run.RunAsync("import", "-", "--format", "json", "--prune")).ShouldBe(1);
        Run.Error.ToString().ShouldContain("ones: /a, /b; nothing was written; `--encrypt KEY`");

        (await Run.PrintsAsync("get", "/a")).ShouldBe("hunter2\n");
        (await Run.PrintsAsync("get", "/c")).ShouldBe("3\n");
        (await Run.PrintsAsync("import", "-", "--format", "json", "--plain")).ShouldBe("wrote 3 keys, deleted 0, left 0 unchanged\n");
        (await Run.PrintsAsync("get", "/a")).ShouldBe("1\n");
    }

    [Fact]
    public async Task Import_OfAnExport_RestoresSecretsAsTheyStood()
    {
        Run.Input = """{"a":"hunter2"}""";
        await Run.PrintsAsync("import", "-", "--format", "json", "--encrypt", Kms.Alias);
        Run.Input = await Run.PrintsAsync("export");
        await Run.PrintsAsync("rm", "/a");

        await Run.PrintsAsync("import", "-", "--format", "json");
        (await Run.PrintsAsync("get", "/a")).ShouldBe("hunter2\n");
        (await Run.RunAsync("import", "-", "--format", "json", "--encrypt", Kms.Alias)).ShouldBe(1);
        Run.Error.ToString().ShouldContain("the value of key /a is encrypted already");
    }

    [Fact]
    public async Task RotateKey_UnderAnotherKey_KeepsValuesWithoutTheOldKey()
    {
        Run.Input = """{"a":"hunter2","b":"swordfish","c":"plain"}""";
        await Run.PrintsAsync("import", "-", "--format", "json", "--encrypt", Kms.Alias);
        await Run.PrintsAsync("put", "/c", "plain", "--plain");
        var before = await Run.PrintsAsync("export");
        await using var other = await MotoKms.StartAsync();
        Kms.Proxy.ResetCounts();

        (await Run.PrintsAsync("rotate-key", "--encrypt", other.Alias)).ShouldBe("encrypted 2 values again\n");

        Kms.Proxy.Count("Decrypt").ShouldBe(1);
        Kms.Proxy.Count("GenerateDataKey").ShouldBe(1);
        (await Run.PrintsAsync("get", "/a")).ShouldBe("hunter2\n");
        (await Run.PrintsAsync("get", "/b")).ShouldBe("swordfish\n");
        (await Run.PrintsAsync("get", "/c")).ShouldBe("plain\n");
        (await Run.PrintsAsync("export")).ShouldNotBe(before);
    }

    [Fact]
    public async Task RotateKey_SomeCannotBeDecrypted_NamesThemAndEndsWithOne()
    {
        Run.Input = """{"a":"hunter2"}""";
        await Run.PrintsAsync("import", "-", "--format", "json", "--encrypt", Kms.Alias);
        await Run.PrintsAsync("put", "/broken", "confd-secret:v1:AAAA");

        (await Run.RunAsync("rotate-key", "--encrypt", Kms.Alias)).ShouldBe(1);

        Run.Output.ToString().ShouldBe("encrypted 1 value again\n");
        Run.Error.ToString().ShouldContain("key /broken of table");
    }

    [Fact]
    public async Task RotateKey_ManyRefusedForOneReason_ReportsItOnce()
    {
        for (var number = 1; number <= 7; number++)
        {
            Run.Input = "hunter2";
            await Run.PrintsAsync("put", $"/k{number}", "-", "--encrypt", Kms.Alias);
        }

        Kms.Proxy.Enqueue(Fault.AccessDenied, "Decrypt", times: 7);
        (await Run.RunAsync("rotate-key", "--encrypt", Kms.Alias)).ShouldBe(1);

        Run.Output.ToString().ShouldBe("encrypted 0 values again\n");
        Run.Error.ToString().ShouldMatch(
            $"^confd: error: keys /k1, /k2, /k3, /k4, /k5 and 2 more of table {Run.Table} cannot be decrypted: [^\n]*kms:Decrypt[^\n]*\n$");
    }

    [Fact]
    public async Task RotateKey_RefusedForAllKeys_StopsTryingEachOne()
    {
        for (var number = 1; number <= 12; number++)
        {
            // Each has a data key of its own.
            Run.Input = "hunter2";
            await Run.PrintsAsync("put", $"/k{number:00}", "-", "--encrypt", Kms.Alias);
        }

        // A page of a proxy is not asked for again: each request is one key that was tried.
        Kms.Proxy.ResetCounts();
        Kms.Proxy.EnqueueResponse("Decrypt", CannedResponse.With(403, "text/html", CannedResponse.Page), times: 12);

        (await Run.RunAsync("rotate-key", "--encrypt", Kms.Alias, "--dry-run")).ShouldBe(1);

        // Eight are asked at once.
        Kms.Proxy.Count("Decrypt").ShouldBeInRange(1, 8);
        Run.Output.ToString().ShouldBe("0 to encrypt again, 12 cannot be decrypted\n");
    }

    [Fact]
    public async Task RotateKey_RefusedInTheMiddle_ReportsHowMuchIsDone()
    {
        await using var proxy = await FaultProxy.StartAsync(DynamoDbLocal.Endpoint);
        Run.Reached = ToolRun.Connection with { Endpoint = new Uri(proxy.Url) };
        Run.Input = """{"a":"1","b":"2","c":"3"}""";
        await Run.PrintsAsync("import", "-", "--format", "json", "--encrypt", Kms.Alias);
        proxy.Enqueue(Fault.None, "UpdateItem", times: 2);
        proxy.Enqueue(Fault.AccessDenied, "UpdateItem");

        (await Run.RunAsync("rotate-key", "--encrypt", Kms.Alias)).ShouldBe(1);

        Run.Error.ToString().ShouldStartWith("confd: warning: 2 of 3 keys are written or deleted");
    }

    [Fact]
    public async Task Get_KeyServiceRefuses_NamesTheKeyAndNoValue()
    {
        Run.Input = "hunter2";
        await Run.PrintsAsync("put", "/app/pw", "-", "--encrypt", Kms.Alias);
        Kms.Proxy.Enqueue(Fault.AccessDenied, "Decrypt");

        (await Run.RunAsync("get", "/app/pw")).ShouldBe(1);

        Run.Error.ToString().ShouldContain("key /app/pw of table");
        Run.Error.ToString().ShouldContain("kms:Decrypt");
        Run.Output.ToString().ShouldBeEmpty();
    }
}
