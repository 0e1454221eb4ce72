using Confd.DynamoDb;
using Confd.TestSupport;
using Confd.TestSupport.Faults;
using Microsoft.Extensions.Configuration;

namespace Confd.Extensions.Configuration.Tests;

/// <summary>Encrypted values of a table as settings.</summary>
public sealed class EncryptedSettingsTests
{
    [Fact]
    public async Task Load_EncryptedValue_IsThePlainOne()
    {
        await using var kms = await MotoKms.StartAsync();
        await using var table = await CreateAsync(kms);

        using var configuration = Build(table, kms);

        configuration["db:password"].ShouldBe("s3cr3t");
        configuration["db:host"].ShouldBe("h");
    }

    [Fact]
    public async Task Load_KeyServiceRefuses_FailsAndNamesTheKeyAndNoValue()
    {
        await using var kms = await MotoKms.StartAsync();
        await using var table = await CreateAsync(kms);
        kms.Proxy.Enqueue(Fault.AccessDenied, "Decrypt");

        var failed = Should.Throw<DynamoDbConfigurationException>(() => Build(table, kms));

        failed.Message.ShouldContain($"key /db/password of table {table.Name} cannot be decrypted");
        failed.ToString().ShouldNotContain("s3cr3t");
    }

    [Fact]
    public async Task Load_EncryptedValueThatIsLeftOut_IsNotDecrypted()
    {
        await using var kms = await MotoKms.StartAsync();
        await using var table = await CreateAsync(kms);
        kms.Proxy.Enqueue(Fault.AccessDenied, "Decrypt");

        using var configuration = Build(table, kms, options => options.MapKey = key => key == "db/host" ? "host" : null);

        configuration["host"].ShouldBe("h");
    }

    private static async Task<ScratchTable> CreateAsync(MotoKms kms)
    {
        var table = await ScratchTable.CreateAsync(("/db/host", "h"));
        await using var opened = await KeyValueTable.OpenAsync(table.Name, Options(kms), Cancellation);
        using var sealer = await opened.CreateSealerAsync(kms.Alias, Cancellation);
        await table.PutAsync("/db/password", sealer.Seal("/db/password", "s3cr3t"));
        return table;
    }

    private static KeyValueTableOptions Options(MotoKms kms) => ScratchTable.Options() with { Secrets = new() { Endpoint = kms.Url } };

    private static ConfigurationRootScope Build(
        ScratchTable table, MotoKms kms, Action<DynamoDbConfigurationOptions>? configure = null) =>
        new((ConfigurationRoot)new ConfigurationBuilder().AddDynamoDb(
            table.Name,
            options =>
            {
                options.Table = Options(kms);
                configure?.Invoke(options);
            }).Build());
}
