using System.Diagnostics;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Support;

/// <summary>The program in a process of its own: the native binary named by <c>CONFD_TEST_BINARY</c>, else the one built here.</summary>
internal static class ProgramProcess
{
    /// <summary>Runs it to its end, without what the environment says of AWS, endpoints and proxies.</summary>
    /// <param name="home">Its home directory.</param>
    /// <param name="arguments">Its command line.</param>
    /// <param name="variables">Its environment, beside what is left of the tests' own.</param>
    public static async Task<(int Status, string Output, string Error)> RunAsync(
        TempDirectory home, string[] arguments, IEnumerable<KeyValuePair<string, string>> variables)
    {
        var binary = Environment.GetEnvironmentVariable("CONFD_TEST_BINARY");
        string[] program = string.IsNullOrEmpty(binary) ? ["dotnet", Path.Combine(AppContext.BaseDirectory, "confd.dll")] : [binary];
        var start = new ProcessStartInfo(program[0], [.. program[1..], .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("AWS_", StringComparison.Ordinal)
            || name.StartsWith("DYNAMODB_", StringComparison.Ordinal) || name.EndsWith("_proxy", StringComparison.OrdinalIgnoreCase))
                .ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["HOME"] = home.Path;
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(Cancellation);
        var error = process.StandardError.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        return (process.ExitCode, await output, await error);
    }
}
