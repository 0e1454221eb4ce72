using System.Diagnostics;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Samples;

/// <summary>A program of the samples, built beside the tests, on DynamoDB Local and with nothing of the machine's AWS settings.</summary>
internal static class SampleProcess
{
    /// <summary>Starts <c>samples/FOLDER</c>'s program with redirected streams.</summary>
    public static Process Start(string folder, string assembly, Dictionary<string, string> variables, params string[] arguments)
    {
        // bin/CONFIGURATION/FRAMEWORK, as these tests are built.
        var build = Path.GetRelativePath(
            Path.Combine(RepositoryFiles.Root, "tests", "Confd.Cli.Tests"), Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var program = Path.Combine(RepositoryFiles.Root, "samples", folder, build, assembly + ".dll");
        return Start("dotnet", [program, .. arguments], variables);
    }

    /// <summary>Starts any program in that environment.</summary>
    public static Process Start(string program, string[] arguments, Dictionary<string, string> variables, string? folder = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            WorkingDirectory = folder ?? RepositoryFiles.Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(IsForeign).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["DYNAMODB_LOCAL"] = "true";
        start.Environment["DYNAMODB_ENDPOINT_URL"] = DynamoDbLocal.Endpoint;
        start.Environment["AWS_ACCESS_KEY_ID"] = "dummy";
        start.Environment["AWS_SECRET_ACCESS_KEY"] = "dummy";
        start.Environment["AWS_REGION"] = "us-east-1";
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private static bool IsForeign(string name) =>
        name.StartsWith("AWS_", StringComparison.Ordinal)
        || name.StartsWith("DYNAMODB_", StringComparison.Ordinal)
        || name.StartsWith("CONFD_", StringComparison.Ordinal)
        || name.StartsWith("ASPNETCORE_", StringComparison.Ordinal)
        || name.EndsWith("_proxy", StringComparison.OrdinalIgnoreCase);
}
