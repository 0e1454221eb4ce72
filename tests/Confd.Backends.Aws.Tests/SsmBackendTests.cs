using System.Globalization;
using System.Text;
using Confd.Backends.Aws.Parameters;
using Confd.TestSupport;
using Confd.TestSupport.Faults;

namespace Confd.Backends.Aws.Tests;

[Collection(MotoTests.Name)]
public sealed class SsmBackendTests : IAsyncLifetime
{
    private readonly string _root = "/t" + Guid.NewGuid().ToString("N")[..8];
    private readonly RecordedLog _log = new();
    private SsmParameters? _parameters;

    private SsmParameters Parameters => _parameters!;

    public async ValueTask InitializeAsync() => _parameters = await SsmParameters.StartAsync();

    public ValueTask DisposeAsync() => Parameters.DisposeAsync();

    [Fact]
    public async Task Read_ParameterWithOthersBelow_GivesBoth()
    {
        await Parameters.PutAsync($"{_root}/app", "own");
        await Parameters.PutAsync($"{_root}/app/a", "below");
        await Parameters.PutAsync($"{_root}/apple", "no");

        (await ReadAsync($"{_root}/app"))
            .ShouldBe(new Dictionary<string, string> { [$"{_root}/app"] = "own", [$"{_root}/app/a"] = "below" }, ignoreOrder: true);
        (await ReadAsync($"{_root}/app/*")).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Read_SecureStringAndList_AreDecryptedAndAsTheyStand()
    {
        await Parameters.PutAsync($"{_root}/s", "hidden", "SecureString");
        await Parameters.PutAsync($"{_root}/l", "a,b,c", "StringList");

        (await ReadAsync(_root))
            .ShouldBe(new Dictionary<string, string> { [$"{_root}/s"] = "hidden", [$"{_root}/l"] = "a,b,c" }, ignoreOrder: true);
    }

    [Fact]
    public async Task Read_ThreePagesWithAFailureBetween_GivesAllOfThem()
    {
        for (var number = 0; number < 23; number++)
        {
            await Parameters.PutAsync($"{_root}/{number.ToString("00", CultureInfo.InvariantCulture)}", $"{number}");
        }

        Parameters.Moto.Proxy.Enqueue(Fault.None, "GetParametersByPath");
        Parameters.Moto.Proxy.Enqueue(Fault.HalfAnswer, "GetParametersByPath");

        (await ReadAsync(_root)).Count.ShouldBe(23);
        Parameters.Moto.Proxy.Count("GetParametersByPath").ShouldBe(4);
    }

    [Fact]
    public async Task Read_SecondPageIsRefused_GivesNothingOfTheFirst()
    {
        for (var number = 0; number < 12; number++)
        {
            await Parameters.PutAsync($"{_root}/{number}", "value of the page");
        }

        Parameters.Moto.Proxy.Enqueue(Fault.None, "GetParametersByPath");
        Parameters.Moto.Proxy.Enqueue(Fault.AccessDenied, "GetParametersByPath");

        var failed = await Should.ThrowAsync<KeyBackendException>(() => ReadAsync(_root));

        failed.Message.ShouldContain("operation error SSM: GetParametersByPath: AccessDeniedException");
        failed.Message.ShouldContain("allow ssm:GetParametersByPath");
    }

    [Fact]
    public async Task Read_NameWithVersionOrLabel_GivesThatVersion()
    {
        await Parameters.PutAsync($"{_root}/a", "one");
        await Parameters.PutAsync($"{_root}/a", "two");
        await Parameters.LabelAsync($"{_root}/a", 1, "stable");

        (await ReadAsync($"{_root}/a", $"{_root}/a:1", $"{_root}/a:stable", $"{_root}/a:9", $"{_root}/a:none")).ShouldBe(
            new Dictionary<string, string> { [$"{_root}/a"] = "two", [$"{_root}/a:1"] = "one", [$"{_root}/a:stable"] = "one" },
            ignoreOrder: true);
    }

    [Fact]
    public async Task Read_LabelOfTheSection_GivesThatVersionOfExactNames()
    {
        await Parameters.PutAsync($"{_root}/a", "one");
        await Parameters.PutAsync($"{_root}/a", "two");
        await Parameters.LabelAsync($"{_root}/a", 1, "stable");
        var section = new BackendSection("ssm", [KeyValuePair.Create<BackendOption, object>(SsmBackendFactory.Label, "stable")]);

        (await ReadAsync(section, $"{_root}/a")).ShouldBe(new Dictionary<string, string> { [$"{_root}/a"] = "one" });
    }

    [Fact]
    public async Task Read_ExactNameIsRefusedAndOthersAreBelow_ReturnsThoseAndWarnsOnce()
    {
        await Parameters.PutAsync($"{_root}/app/a", "below");
        Parameters.Moto.Proxy.Enqueue(Fault.AccessDenied, "GetParameter", times: 2);

        (await ReadAsync($"{_root}/app", $"{_root}/app/*")).ShouldBe(new Dictionary<string, string> { [$"{_root}/app/a"] = "below" });

        _log.Lines.Count(line => line.StartsWith("Warning Parameter ", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Read_ExactNamesAreRefusedAndOthersAreBelow_WarnsForEach()
    {
        await Parameters.PutAsync($"{_root}/app/a", "below");
        await Parameters.PutAsync($"{_root}/web/a", "below");
        Parameters.Moto.Proxy.Enqueue(Fault.AccessDenied, "GetParameter", times: 2);

        (await ReadAsync($"{_root}/app", $"{_root}/web")).Count.ShouldBe(2);

        _log.Lines.Count(line => line.StartsWith("Warning Parameter ", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public async Task Read_ExactNameIsRefusedAndNothingIsBelow_Fails()
    {
        Parameters.Moto.Proxy.Enqueue(Fault.AccessDenied, "GetParameter");

        (await Should.ThrowAsync<KeyBackendException>(() => ReadAsync($"{_root}/a"))).Message.ShouldContain("GetParameter");
    }

    [Fact]
    public async Task CheckHealth_CalledOften_ReadsOnce()
    {
        await Parameters.PutAsync($"{_root}/a", "1");
        await using var backend = await OpenAsync(new BackendSection("ssm"));

        var first = await backend.CheckHealthAsync(Cancellation);
        await backend.CheckHealthAsync(Cancellation);

        first.Details.ShouldContain(new KeyValuePair<string, string>("parameter_count", "1"));
        Parameters.Moto.Proxy.Count("GetParametersByPath").ShouldBe(3);
    }

    [Fact]
    public async Task CheckHealth_ListingIsDenied_IsHealthyUnlessTheLastReadWasDenied()
    {
        await Parameters.PutAsync($"{_root}/a", "1");
        await using var backend = await OpenAsync(new BackendSection("ssm"));

        (await CheckDeniedAsync(backend)).Message.ShouldBe("SSM backend is healthy; GetParametersByPath is denied, so nothing is counted");

        Parameters.Moto.Proxy.Enqueue(Fault.AccessDenied, "GetParametersByPath");
        await Should.ThrowAsync<KeyBackendException>(() => backend.ReadAsync([_root], Cancellation));
        var denied = await CheckDeniedAsync(backend);
        denied.IsHealthy.ShouldBeFalse();
        denied.Message.ShouldContain("allow ssm:GetParametersByPath");

        await backend.ReadAsync([_root], Cancellation);
        (await CheckDeniedAsync(backend)).IsHealthy.ShouldBeTrue();
    }

    [Fact]
    public async Task CheckHealth_CredentialsHaveExpired_IsUnhealthy()
    {
        await using var backend = await OpenAsync(new BackendSection("ssm"));
        Parameters.Moto.Proxy.Enqueue(Fault.ExpiredToken, "GetParametersByPath", times: 9);

        (await backend.CheckHealthAsync(Cancellation)).IsHealthy.ShouldBeFalse();
    }

    private async Task<BackendHealth> CheckDeniedAsync(IKeyBackend backend)
    {
        Parameters.Moto.Proxy.Enqueue(Fault.AccessDenied, "GetParametersByPath");
        return await backend.CheckHealthAsync(Cancellation);
    }

    private Task<Dictionary<string, string>> ReadAsync(params string[] lookupKeys) => ReadAsync(new BackendSection("ssm"), lookupKeys);

    private async Task<Dictionary<string, string>> ReadAsync(BackendSection section, params string[] lookupKeys)
    {
        await using var backend = await OpenAsync(section);
        var values = (await backend.ReadAsync(lookupKeys, Cancellation)).Select(lookupKeys);
        return values.ToDictionary(pair => pair.Key, pair => Encoding.UTF8.GetString(pair.Value.Span));
    }

    private Task<IKeyBackend> OpenAsync(BackendSection section) =>
        new SsmBackendFactory { Connection = Parameters.Moto.Connection }
            .OpenAsync(section, MotoService.Context with { Logger = _log }, Cancellation);
}
