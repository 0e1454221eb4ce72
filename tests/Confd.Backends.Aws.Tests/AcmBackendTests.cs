using System.Text;
using Amazon.Runtime;
using Confd.Aws.Connections;
using Confd.Backends.Aws.Certificates;
using Confd.TestSupport;

namespace Confd.Backends.Aws.Tests;

public sealed class AcmBackendTests
{
    private const string Arn = "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555";
    private const string Passphrase = "pass phrase of the test";

    [Fact]
    public async Task Read_CertificateWithChain_GivesBothAndNoKey()
    {
        await using var service = await AcmStandIn.StartAsync();
        service.Certificates[Arn] = ("CERT\n", "CHAIN\n", "KEY\n");
        await using var backend = await OpenAsync(service, exports: false);

        var values = (await backend.ReadAsync(["/" + Arn], Cancellation)).Select(["/" + Arn]);

        values.ToDictionary(pair => pair.Key, pair => Encoding.UTF8.GetString(pair.Value.Span)).ShouldBe(
            new Dictionary<string, string> { ["/" + Arn] = "CERT\n", ["/" + Arn + "_chain"] = "CHAIN\n" }, ignoreOrder: true);
    }

    [Fact]
    public async Task Read_TrailingWildcard_EqualsTheKey()
    {
        await using var service = await AcmStandIn.StartAsync();
        service.Certificates[Arn] = ("CERT\n", null, "KEY\n");
        await using var backend = await OpenAsync(service, exports: false);

        (await backend.ReadAsync([$"/{Arn}/*"], Cancellation)).Select([$"/{Arn}/*"]).Keys.ShouldBe(["/" + Arn]);
    }

    [Theory]
    [InlineData(null, 7)]
    [InlineData(4, 4)]
    public async Task Read_NothingListens_EndsAfterSevenRefusalsOrMaxAttempts(int? asked, int made)
    {
        var free = new Uri("http://127.0.0.1:1");
        await using var backend = await OpenAsync(free, Patient with { Retry = Patient.Retry with { MaxAttempts = asked } });

        var failed = await Should.ThrowAsync<KeyBackendException>(() => backend.ReadAsync(["/" + Arn], Cancellation));

        failed.Message.ShouldContain($"({made} attempts)");
    }

    [Fact]
    public async Task CheckHealth_NothingListens_ReturnsAfterThreeRefusals()
    {
        await using var backend = await OpenAsync(new Uri("http://127.0.0.1:1"), Patient);

        var health = await backend.CheckHealthAsync(Cancellation);

        health.IsHealthy.ShouldBeFalse();
        health.Message.ShouldContain("(3 attempts)");
    }

    [Fact]
    public async Task Read_WithPrivateKeys_SendsThePassphraseAndNeverLogsIt()
    {
        await using var service = await AcmStandIn.StartAsync();
        service.Certificates[Arn] = ("CERT\n", null, "KEY\n");
        var log = new RecordedLog();
        await using var backend = await OpenAsync(service, exports: true, log);

        var values = (await backend.ReadAsync(["/" + Arn], Cancellation)).Select(["/" + Arn]);
        service.IsBroken = true;
        var failed = await Should.ThrowAsync<KeyBackendException>(() => backend.ReadAsync(["/" + Arn], Cancellation));

        Encoding.UTF8.GetString(values["/" + Arn + "_private_key"].Span).ShouldBe("KEY\n");
        service.Requests.First(request => request.Operation == "ExportCertificate").Body
            .ShouldContain($"\"Passphrase\":\"{Convert.ToBase64String(Encoding.UTF8.GetBytes(Passphrase))}\"");
        failed.Message.ShouldStartWith(
            $"failed to export certificate: {Arn}: operation error ACM: ExportCertificate: AccessDeniedException");
        failed.ToString().ShouldNotContain(Passphrase);
        log.Lines.ShouldNotBeEmpty();
        log.Lines.ShouldAllBe(
            line => !line.Contains(Passphrase) && !line.Contains(Convert.ToBase64String(Encoding.UTF8.GetBytes(Passphrase))));
    }

    [Fact]
    public async Task Open_PrivateKeysWithoutPassphrase_NamesTheVariableToSet()
    {
        await using var service = await AcmStandIn.StartAsync();

        var failed = await Should.ThrowAsync<KeyBackendException>(() => OpenAsync(service, exports: true, passphrase: ""));

        failed.Message.ShouldBe("ACM_PASSPHRASE environment variable is required when exporting private keys");
    }

    [Fact]
    public async Task Read_StoppedWhileCredentialsAreAwaited_IsCancelled()
    {
        using var hanging = new HangingCredentials();
        await using var backend = await OpenAsync(new Uri("http://127.0.0.1:1"), Patient, credentials: hanging);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        var reading = backend.ReadAsync(["/" + Arn], stop.Token);
        await hanging.Asked;
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => reading);
    }

    [Fact]
    public async Task Read_TimeoutWhileTheServiceFails_ReportsTheFailure()
    {
        await using var service = await AcmStandIn.StartAsync();
        await using var backend = await OpenAsync(service.Url, Patient);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var requests = 0;
        service.Failing = () =>
        {
            // By then one of the four that are asked at once has failed before.
            if (Interlocked.Increment(ref requests) > 4)
            {
                end.Cancel();
            }
        };

        var failed = await Should.ThrowAsync<KeyBackendException>(
            () => backend.ReadAsync([.. Enumerable.Range(0, 9).Select(number => $"/{Arn}{number}")], end.Token));

        failed.Message.ShouldContain("context deadline exceeded; last error");
        failed.Message.ShouldContain("InternalFailure");
    }

    private static BackendContext Patient { get; } = new() { Retry = new BackendRetry { BaseDelay = TimeSpan.FromMilliseconds(1) } };

    private static Task<IKeyBackend> OpenAsync(AcmStandIn service, bool exports, RecordedLog? log = null, string passphrase = Passphrase) =>
        OpenAsync(service.Url, log is null ? MotoService.Context : MotoService.Context with { Logger = log }, exports, passphrase);

    private static Task<IKeyBackend> OpenAsync(
        Uri endpoint, BackendContext context, bool exports = false, string passphrase = Passphrase, AWSCredentials? credentials = null)
    {
        var factory = new AcmBackendFactory
        {
            Connection = new AwsConnectionOptions
            {
                Endpoint = endpoint,
                Region = "us-east-1",
                Credentials = credentials ?? new BasicAWSCredentials("dummy", "dummy"),
                Environment = name => name == AcmBackendFactory.PassphraseVariable ? passphrase : null,
            },
        };
        var section = new BackendSection("acm", [KeyValuePair.Create<BackendOption, object>(AcmBackendFactory.ExportPrivateKey, exports)]);
        return factory.OpenAsync(section, context, Cancellation);
    }
}
