using Confd.Cli;
using Confd.Cli.Operation;
using Confd.Cli.Signals;

if (OperatingSystem.IsLinux())
{
    PosixProcess.ReserveStandardStreams();
    PosixProcess.SurviveFileSizeLimit();
    PosixProcess.KeepExitStatuses();
    RuntimeTrust.LeaveToSystemTrust();
    if (InitProcess.IsWanted)
    {
        using var init = new InitProcess();
        if (init.Run() is { } status)
        {
            return status;
        }
    }

    if (ArgumentBytes.FindProblem(args) is { } problem)
    {
        PosixProcess.EndNow(problem);
    }

    // Before the runtime needs a thread that it cannot do without: that would be its abort, without a word of ours.
    if (!ThreadShortage.HasRoom())
    {
        PosixProcess.EndNow(ThreadShortage.Message);
    }
}

// A worker without work looks for more some dozens of times before it sleeps. A server's next request is there by then; all others wait
// for answers, and beside them somebody has use for the processor.
if (args is not ["flags", "serve", ..])
{
    AppContext.SetData("System.Threading.ThreadPool.UnfairSemaphoreSpinLimit", 0);
}

using var guard = new ProgramGuard(PosixProcess.EndNow);

// Elsewhere than on this thread, which guards.
return guard.Wait(Task.Run(() => new ConfdProgram(CliHost.Process(guard)).RunAsync(args)));
