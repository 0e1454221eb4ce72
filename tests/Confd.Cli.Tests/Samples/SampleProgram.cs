namespace Confd.Cli.Tests.Samples;

/// <summary>The native <c>confd</c>, run as the samples' pages tell.</summary>
internal sealed class SampleProgram(string folder, string home)
{
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
        var (status, output) = await TryRunAsync(variables, arguments);
        status.ShouldBe(0, $"confd {string.Join(' ', arguments)}\n{output}");
    }

    /// <summary>Runs it in the sample's folder; answers its exit status and what it printed.</summary>
    public async Task<(int Status, string Output)> TryRunAsync(Dictionary<string, string> variables, params string[] arguments)
    {
        using var process = SampleProcess.Start(Binary, arguments, new(variables) { ["HOME"] = home }, folder);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(Cancellation);
        var error = process.StandardError.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        return (process.ExitCode, await output + await error);
    }
}
