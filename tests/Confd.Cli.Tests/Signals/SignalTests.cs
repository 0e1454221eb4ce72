using Confd.Cli.Tests.Operation;

namespace Confd.Cli.Tests.Signals;

/// <summary>Signals that arrive again and again until the program has ended, as those of service managers that ask every process of a
/// group.</summary>
public sealed class SignalTests : ProcessTestBase
{
    // A race: one run in three or so lost it.
    private const int Runs = 20;

    [Theory]
    [InlineData("unshare --pid --fork", "")]
    [InlineData("", "--exec 'exec sleep 1000'")]
    [InlineData("", "--metrics-addr 127.0.0.1:0")]
    public void Daemon_TerminatedUntilItHasEnded_EndsWithZero(string prefix, string options)
    {
        SkipUnlessNamespaces();

        var (exitStatus, errors) = Run(
            $"for run in $(seq {Runs}); do rm -f \"$OUT/app.conf\" \"$OUT/log\"; "
            + $"{prefix} \"$@\" {options} > \"$OUT/log\" 2>&1 & "
            + "until grep -q 'has been updated' \"$OUT/log\" 2>/dev/null; do sleep 0.02; done; "
            + "pids=$(pgrep -f \"^[^ ]*confd file --file $OUT\"); "
            + "while kill -TERM $pids 2>/dev/null; do :; done; wait $! || { echo \"run $run: $?\" >&2; exit 1; }; "
            + "grep -q 'Graceful shutdown completed' \"$OUT/log\" || { echo \"run $run lost its last lines\" >&2; exit 1; }; done");

        exitStatus.ShouldBe(0, errors);
    }
}
