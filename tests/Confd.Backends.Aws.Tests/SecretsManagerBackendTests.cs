using System.Text;
using Confd.Backends.Aws.Secrets;
using Confd.TestSupport;
using Confd.TestSupport.Faults;

namespace Confd.Backends.Aws.Tests;

[Collection(MotoTests.Name)]
public sealed class SecretsManagerBackendTests : IAsyncLifetime
{
    private readonly string _root = "t" + Guid.NewGuid().ToString("N")[..8];
    private readonly RecordedLog _log = new();
    private ManagedSecrets? _secrets;

    private ManagedSecrets Secrets => _secrets!;

    public async ValueTask InitializeAsync() => _secrets = await ManagedSecrets.StartAsync();

    public ValueTask DisposeAsync() => Secrets.DisposeAsync();

    [Theory]
    [InlineData("12345678", "12345678")]
    [InlineData("1000000", "1000000")]
    [InlineData("12345678901234567890", "12345678901234567890")]
    [InlineData("0.00001", "0.00001")]
    [InlineData("1.50", "1.50")]
    [InlineData("1e3", "1e3")]
    [InlineData("true", "true")]
    [InlineData("null", "")]
    [InlineData("\"\\u00fc\\n\"", "ü\n")]
    [InlineData("[1, \"x\", null]", "[1, \"x\", null]")]
    [InlineData("{\"b\":1,\"a\":{}}", "{\"b\":1,\"a\":{}}")]
    public async Task Read_MemberOfAnObject_IsAsWritten(string json, string value)
    {
        await Secrets.PutAsync(_root, $$"""{"m":{{json}}}""");

        (await ReadAsync($"/{_root}")).ShouldBe(new Dictionary<string, string> { [$"/{_root}/m"] = value });
        (await ReadAsync($"/{_root}/m")).ShouldBe(new Dictionary<string, string> { [$"/{_root}/m"] = value });
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("[1,2]")]
    [InlineData("12345678")]
    [InlineData("{\"half")]
    [InlineData("{} {}")]
    public async Task Read_TextThatIsNotAnObject_IsTheValue(string text)
    {
        await Secrets.PutAsync(_root, text);

        (await ReadAsync($"/{_root}")).ShouldBe(new Dictionary<string, string> { [$"/{_root}"] = text });
    }

    [Fact]
    public async Task Read_Binary_IsBase64()
    {
        await Secrets.PutAsync(_root, "AAH//nZhbHVl", "SecretBinary");

        (await ReadAsync($"/{_root}")).ShouldBe(new Dictionary<string, string> { [$"/{_root}"] = "AAH//nZhbHVl" });
    }

    [Fact]
    public async Task Read_NoFlatten_KeepsObjectsAndDoesNotReadParents()
    {
        await Secrets.PutAsync(_root, """{"m":1}""");
        var section = Section((SecretsManagerBackendFactory.NoFlatten, true));

        (await ReadAsync(section, $"/{_root}", $"/{_root}/m")).ShouldBe(new Dictionary<string, string> { [$"/{_root}"] = """{"m":1}""" });
    }

    [Fact]
    public async Task Read_StagesAndVersions_OfTheSectionAndOfTheKey()
    {
        var first = await Secrets.PutAsync(_root, """{"pw":"old"}""");
        await Secrets.PutAsync(_root, """{"pw":"new"}""");
        var section = Section((SecretsManagerBackendFactory.VersionStage, "AWSPREVIOUS"));

        (await ReadAsync($"/{_root}", $"/{_root}:AWSPREVIOUS", $"/{_root}:{first}", $"/{_root}:none")).ShouldBe(
            new Dictionary<string, string>
            {
                [$"/{_root}/pw"] = "new",
                [$"/{_root}:AWSPREVIOUS/pw"] = "old",
                [$"/{_root}:{first}/pw"] = "old",
            },
            ignoreOrder: true);
        (await ReadAsync(section, $"/{_root}/pw")).ShouldBe(new Dictionary<string, string> { [$"/{_root}/pw"] = "old" });
    }

    [Fact]
    public async Task Read_SeveralKeysOfOneSecret_ReadItOnce()
    {
        await Secrets.PutAsync(_root, """{"a":"1","b":"2","c/d":"3"}""");

        (await ReadAsync($"/{_root}/a", $"/{_root}/b", $"/{_root}/c/d", $"/{_root}/none")).Count.ShouldBe(3);

        // The secret, four names that are none, and the folder c.
        Secrets.Moto.Proxy.Count("GetSecretValue").ShouldBe(6);
    }

    [Fact]
    public async Task Read_ParentOfASecretIsRefused_IsIgnoredIfTheSecretExists()
    {
        await Secrets.PutAsync($"{_root}/db", """{"pw":"x"}""");
        Secrets.Moto.Proxy.Enqueue(Fault.None, "GetSecretValue");
        Secrets.Moto.Proxy.Enqueue(Fault.AccessDenied, "GetSecretValue");

        (await ReadAsync($"/{_root}/db")).ShouldBe(new Dictionary<string, string> { [$"/{_root}/db/pw"] = "x" });
    }

    [Fact]
    public async Task Read_Refused_NamesTheSecretAndNoValue()
    {
        await Secrets.PutAsync(_root, "s3cr3t");
        Secrets.Moto.Proxy.Enqueue(Fault.AccessDenied, "GetSecretValue");

        var failed = await Should.ThrowAsync<KeyBackendException>(() => ReadAsync($"/{_root}"));

        failed.Message.ShouldStartWith($"secret {_root}: operation error Secrets Manager: GetSecretValue: AccessDeniedException");
        failed.ToString().ShouldNotContain("s3cr3t");
    }

    [Fact]
    public async Task Read_HalfOfASurrogatePair_FailsAndNamesTheSecret()
    {
        await Secrets.PutAsync(_root, """{"m":"\ud800"}""");

        (await Should.ThrowAsync<KeyBackendException>(() => ReadAsync($"/{_root}"))).Message
            .ShouldBe($"secret {_root}: its JSON holds half of a surrogate pair");
    }

    [Fact]
    public async Task Open_EndpointWithoutARegion_ReportsHowToSetOne()
    {
        var factory = new SecretsManagerBackendFactory
        {
            Connection = Secrets.Moto.Connection with
            {
                Region = null,
                Environment = _ => null,
                DialTimeout = TimeSpan.FromMilliseconds(1),
            },
        };

        var failed = await Should.ThrowAsync<KeyBackendException>(
            () => factory.OpenAsync(Section(), new BackendContext { DialTimeout = TimeSpan.FromMilliseconds(1) }, Cancellation));

        failed.Message.ShouldStartWith("AWS region not found. Configure a region via AWS SDK defaults such as AWS_REGION");
    }

    private static BackendSection Section(params (BackendOption Option, object Value)[] values) =>
        new("secretsmanager", values.Select(pair => KeyValuePair.Create(pair.Option, pair.Value)));

    private Task<Dictionary<string, string>> ReadAsync(params string[] lookupKeys) => ReadAsync(Section(), lookupKeys);

    private async Task<Dictionary<string, string>> ReadAsync(BackendSection section, params string[] lookupKeys)
    {
        var factory = new SecretsManagerBackendFactory { Connection = Secrets.Moto.Connection };
        await using var backend = await factory.OpenAsync(section, MotoService.Context with { Logger = _log }, Cancellation);
        var values = (await backend.ReadAsync(lookupKeys, Cancellation)).Select(lookupKeys);
        return values.ToDictionary(pair => pair.Key, pair => Encoding.UTF8.GetString(pair.Value.Span));
    }
}
