using System.Diagnostics;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Samples;

/// <summary>The native program, run as the samples' pages tell: on DynamoDB Local, with nothing of the machine's AWS settings.</summary>
internal sealed class SampleProgram(string folder, string home)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>The native program; a test that asks without one is reported as skipped.</summary>
    public static string Binary
    {
        get
        {
            var binary = Environment.GetEnvironmentVariable("CONFD_TEST_BINARY");
            Assert.SkipWhen(string.IsNullOrEmpty(binary), "CONFD_TEST_BINARY is not set: no native program to run the samples with");
            return binary!;
        }
    }

    /// <summary>Runs it in the sample's folder; any status but 0 fails the test with what was printed.</summary>
    public async Task RunAsync(Dictionary<string, string> variables, params string[] arguments)
    {
        var start = new ProcessStartInfo(Binary, arguments)
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(IsForeign).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["HOME"] = home;
        start.Environment["DYNAMODB_LOCAL"] = "true";
        start.Environment["DYNAMODB_ENDPOINT_URL"] = DynamoDbLocal.Endpoint;
        start.Environment["AWS_ACCESS_KEY_ID"] = "dummy";
        start.Environment["AWS_SECRET_ACCESS_KEY"] = "dummy";
        start.Environment["AWS_REGION"] = "us-east-1";
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(Ct);
        var error = process.StandardError.ReadToEndAsync(Ct);
        await process.WaitForExitAsync(Ct);
        process.ExitCode.ShouldBe(0, $"confd {string.Join(' ', arguments)}\n{await output}{await error}");
    }

    private static bool IsForeign(string name) =>
        name.StartsWith("AWS_", StringComparison.Ordinal)
        || name.StartsWith("DYNAMODB_", StringComparison.Ordinal)
        || name.StartsWith("CONFD_", StringComparison.Ordinal)
        || name.EndsWith("_proxy", StringComparison.OrdinalIgnoreCase);
}
