using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Confd.Cli.Tests.Docs;

/// <summary>A bash that is given one command after the other, as a person gives them.</summary>
internal sealed class BashSession : IDisposable
{
    // Some of them build a sample, which a busy machine does not do in two minutes.
    private static readonly TimeSpan CommandTime = TimeSpan.FromMinutes(15);

    private readonly Process _bash;
    private readonly string _end = $"end-of-command-{Guid.NewGuid():N}";

    /// <summary>Starts it in a folder, with these variables and no others.</summary>
    public BashSession(string folder, IReadOnlyDictionary<string, string> variables)
    {
        var start = new ProcessStartInfo("/bin/bash", ["--noprofile", "--norc"])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment.Clear();
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        _bash = Process.Start(start)!;
        // Job control gives each command in the background a process group of its own, so that it can be ended with its children.
        _bash.StandardInput.WriteLine("exec 2>&1; set -m");
    }

    /// <summary>Runs a command without input; answers its exit status and what it wrote to both streams, without white space at the
    /// end.</summary>
    public async Task<(int Status, string Output)> RunAsync(string command, CancellationToken cancellationToken)
    {
        await _bash.StandardInput.WriteAsync(
            $"{{\n{command}\n}} </dev/null\nprintf '\\n%s %d\\n' {_end} $?\n".AsMemory(), cancellationToken);
        await _bash.StandardInput.FlushAsync(cancellationToken);

        var output = new StringBuilder();
        while (await _bash.StandardOutput.ReadLineAsync(cancellationToken).AsTask().WaitAsync(CommandTime, cancellationToken) is { } line)
        {
            if (line.StartsWith(_end, StringComparison.Ordinal))
            {
                return (int.Parse(line.AsSpan(_end.Length), CultureInfo.InvariantCulture), output.ToString().TrimEnd());
            }

            output.Append(line).Append('\n');
        }

        throw new InvalidOperationException($"the shell ended with the command: {command}\n{output}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_bash.HasExited)
        {
            _bash.Kill(entireProcessTree: true);
        }

        _bash.Dispose();
    }
}
