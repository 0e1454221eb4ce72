using System.Diagnostics;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Operation;

/// <summary>The native program, named by <c>CONFD_TEST_BINARY</c>, in scripts of a shell: with a resource that makes <c>app.conf</c> of
/// <c>keys.yaml</c>.</summary>
public abstract class ProcessTestBase : IDisposable
{
    protected ProcessTestBase()
    {
        Folder.Write("conf.d/app.toml", $"[template]\nsrc = \"app.tmpl\"\ndest = \"{Folder["app.conf"]}\"\nkeys = [\"/\"]\n");
        Folder.Write("templates/app.tmpl", "a={{getv \"/a\"}}\n");
        Folder.Write("keys.yaml", "a: 1\n");
    }

    /// <summary><c>$OUT</c> in scripts.</summary>
    protected TempDirectory Folder { get; } = new();

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected static void SkipUnlessNamespaces() =>
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root: process namespaces and other users");

    /// <summary>Runs a script to its end.</summary>
    /// <param name="script"><c>$1</c> is the program, <c>$@</c> the program with the arguments of the resource.</param>
    protected (int ExitStatus, string Errors) Run(string script)
    {
        var binary = Environment.GetEnvironmentVariable("CONFD_TEST_BINARY");
        Assert.SkipWhen(string.IsNullOrEmpty(binary), "CONFD_TEST_BINARY is not set: no native program to start");
        var start = new ProcessStartInfo(
            "/bin/sh",
            [
                "-c", script, "sh", binary!, "file", "--file", Folder["keys.yaml"], "--confdir", Folder.Path, "--config-file",
                Folder["none.toml"],
            ])
        {
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["OUT"] = Folder.Path;
        start.Environment["CONFD_STATE_DIR"] = Folder["state"];
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, errors);
    }
}
