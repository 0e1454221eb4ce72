using System.Globalization;
using System.Text;
using Confd.Engine.Posix;
using Microsoft.Win32.SafeHandles;

namespace Confd.Engine.Running;

/// <summary>
/// Ends a supervised child where this program is gone without having done so, by SIGKILL or a crash: a shell that holds the reading end of
/// a pipe and leads the process group in which the child is started, so that the child is never without it. A first line passes the child's
/// ID, a second one releases the guardian; if the pipe ends without the second, it ends the group.
/// </summary>
internal sealed class ExecGuardian : IDisposable
{
    // $1: the signal, $2: seconds. All signals but KILL, CHLD and those that stop are ignored: the group gets many that are not meant for
    // it. A process of the group is another one than this shell, has not ended ("Z") and is of its group (the fifth field, the third after
    // the name).
    private const string Script =
        """
        trap '' 1 2 3 4 5 6 7 8 10 11 12 13 14 15 16 18 23 24 25 26 27 28 29 30 31
        trap '' 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62 63 64
        signal=$1 seconds=$2 n=0
        runs() {
          [ -n "$child" ] || return 0
          kill -0 "$child" 2>/dev/null && return 0
          for file in /proc/[0-9]*/stat; do
            [ "$file" != "/proc/$$/stat" ] || continue
            stat=
            read -r stat 2>/dev/null <"$file"
            set -- ${stat##*)}
            [ "$1" != Z ] && [ "$3" = "$$" ] && return 0
          done
          return 1
        }
        read -r child
        read -r _ && exit 0
        kill -"$signal" 0
        while [ "$n" -lt "$seconds" ] && runs; do sleep 1; n=$((n+1)); done
        kill -9 0
        """;

    private readonly FileStream _pipe;
    private bool _isReleased;

    private ExecGuardian(int group, Task ended, SafeFileHandle pipe)
    {
        Group = group;
        Ended = ended;
        _pipe = new FileStream(pipe, FileAccess.Write, bufferSize: 0);
    }

    /// <summary>The process group for the child to join, and the ID of the guardian.</summary>
    public int Group { get; }

    /// <summary>Completes when the guardian has ended.</summary>
    public Task Ended { get; }

    /// <summary>True once it has been released.</summary>
    public bool IsReleased => Volatile.Read(ref _isReleased);

    /// <summary>Starts it, before the child.</summary>
    /// <exception cref="IOException">It cannot be started.</exception>
    public static ExecGuardian Start(ExecOptions options)
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
                    "/bin/sh", "-c", Script, "guardian", Text(options.StopSignal), Text(seconds),
                ];
                var guardian = ChildProcess.Start(arguments, ["PATH=/usr/bin:/bin"], nowhere, new ChildPlace { Input = reader });
                return new ExecGuardian(guardian, ChildTable.WaitAsync(guardian), pipe);
            }
            catch
            {
                pipe.Dispose();
                throw;
            }
        }
    }

    /// <summary>Sets the child to guard.</summary>
    public void Guard(int child) => Send(Text(child));

    /// <summary>Releases the guardian: all processes of the group have ended, or the child was not started.</summary>
    public void Dispose()
    {
        Volatile.Write(ref _isReleased, true);
        Send("\n");
        _pipe.Dispose();
    }

    private void Send(string line)
    {
        try
        {
            _pipe.Write(Encoding.UTF8.GetBytes(line + "\n"));
        }
        catch (IOException)
        {
            // It was killed with the group.
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
