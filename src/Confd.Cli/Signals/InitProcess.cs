using System.Runtime.InteropServices;
using Confd.Engine.Posix;
using Confd.Shared.Files;

namespace Confd.Cli.Signals;

/// <summary>
/// The program as process 1 of a container: it starts itself once more, passes signals on to that process, reaps every ended process, as an
/// init has to, and ends as that process ends.
/// </summary>
/// <remarks>
/// Two processes, because the .NET runtime in process 1 reaps every ended child, as soon as anything makes it catch SIGCHLD (a terminal, a
/// started process): the exit statuses of commands would be lost. In this process nothing does, and the other one is not process 1.
/// </remarks>
internal sealed unsafe class InitProcess : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<int> _early = [];
    private readonly List<PosixSignalRegistration> _registrations = [];
    private int _program;

    /// <summary>True where this is process 1.</summary>
    public static bool IsNeeded => Environment.ProcessId == 1;

    /// <summary>Runs the program to its end.</summary>
    /// <returns>
    /// Its exit status, or 128 and the number of the signal that ended it; null where it could not be started, for example without
    /// <c>/proc</c>: this process then has to be the program.
    /// </returns>
    public int? Run()
    {
        PosixSignal[] caught = [PosixSignal.SIGHUP, PosixSignal.SIGINT, PosixSignal.SIGQUIT, PosixSignal.SIGTERM, .. ForwardedSignals.All];
        _registrations.AddRange(caught.Select(signal => PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            ForwardSignal(LinuxSignal.NumberOf(signal));
        })));
        var program = StartAgain();
        if (program is null)
        {
            return null;
        }

        lock (_lock)
        {
            _program = program.Value;
            _early.ForEach(signal => _ = ProcessCalls.kill(_program, signal));
        }

        return WaitFor(program.Value);
    }

    /// <inheritdoc/>
    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());

    private static int? StartAgain()
    {
        byte[] arguments;
        try
        {
            // The bytes with which this process was started, which need not be UTF-8.
            arguments = File.ReadAllBytes("/proc/self/cmdline");
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        var count = arguments.Count(character => character == 0);
        fixed (byte* program = "/proc/self/exe"u8, first = arguments)
        {
            var pointers = stackalloc byte*[count + 1];
            var next = first;
            for (var index = 0; index < count; index++)
            {
                pointers[index] = next;
                next += MemoryMarshal.CreateReadOnlySpanFromNullTerminated(next).Length + 1;
            }

            pointers[count] = null;
            var environment = *(byte***)NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), "environ");
            int process;
            return ProcessCalls.posix_spawn(&process, program, null, null, pointers, environment) == 0 ? process : null;
        }
    }

    private static int WaitFor(int program)
    {
        while (true)
        {
            int status;
            var ended = ProcessCalls.waitpid(-1, &status, 0);
            if (ended == program)
            {
                var end = new WaitStatus(status);
                return end.IsSignalled ? WaitStatus.ShellSignalBase + end.Signal : end.ExitStatus;
            }

            if (ended < 0 && Marshal.GetLastPInvokeError() != UnixError.Interrupted)
            {
                return 1;
            }
        }
    }

    private void ForwardSignal(int signal)
    {
        lock (_lock)
        {
            if (_program == 0)
            {
                _early.Add(signal);
            }
            else
            {
                _ = ProcessCalls.kill(_program, signal);
            }
        }
    }
}
