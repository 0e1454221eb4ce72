using System.Globalization;
using Confd.Engine.Files;
using Microsoft.Win32.SafeHandles;

namespace Confd.Engine.Commands;

/// <summary>
/// Ends a supervised child where this program is gone without having done so, by SIGKILL or a crash: a shell in the child's process group that
/// holds the reading end of a pipe. A line in the pipe releases it; the end of the pipe without one makes it end the group.
/// </summary>
internal sealed class ExecGuardian : IDisposable
{
    // $1: the signal, $2: the child, $3: seconds. All signals but KILL, CHLD and those that stop are ignored: the group gets many that are not for it.
    private const string Script =
        "trap '' 1 2 3 4 5 6 7 8 10 11 12 13 14 15 16 18 23 24 25 26 27 28 29 30 31; read -r _ && exit 0; kill -\"$1\" 0; n=0; "
        + "while kill -0 \"$2\" 2>/dev/null && [ \"$n\" -lt \"$3\" ]; do sleep 1; n=$((n+1)); done; kill -9 0";

    private readonly FileStream _pipe;

    private ExecGuardian(SafeFileHandle pipe) => _pipe = new FileStream(pipe, FileAccess.Write, bufferSize: 0);

    /// <summary>Starts to guard a child that has just been started and is not waited for yet.</summary>
    /// <exception cref="IOException">It cannot be started; a child that has ended already needs none.</exception>
    public static ExecGuardian Start(int child, ExecOptions options)
    {
        var (reader, writer) = ChildProcess.CreatePipe();
        using (reader)
        {
            var pipe = new SafeFileHandle(writer.DangerousGetHandle(), ownsHandle: true);
            writer.SetHandleAsInvalid();
            try
            {
                using var nowhere = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.Write);
                var seconds = (int)Math.Ceiling(Math.Clamp(options.StopTimeout.TotalSeconds, 0, int.MaxValue / 2));
                string[] arguments =
                [
                    "/bin/sh", "-c", Script, "guardian", Text(options.StopSignal), Text(child), Text(seconds),
                ];
                var guardian = ChildProcess.Start(arguments, ["PATH=/usr/bin:/bin"], nowhere, new ChildPlace { Input = reader, Group = child });
                _ = ChildTable.WaitAsync(guardian);
                return new ExecGuardian(pipe);
            }
            catch
            {
                pipe.Dispose();
                throw;
            }
        }
    }

    /// <summary>Releases the guardian: the child has ended.</summary>
    public void Dispose()
    {
        try
        {
            _pipe.Write("done\n"u8);
            _pipe.Dispose();
        }
        catch (IOException)
        {
            // It was killed with the group.
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
