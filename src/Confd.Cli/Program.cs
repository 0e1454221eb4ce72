using Confd.Cli;
using Confd.Cli.Operation;
using Confd.Cli.Signals;

if (OperatingSystem.IsLinux())
{
    PosixProcess.ReserveStandardStreams();
    PosixProcess.SurviveFileSizeLimit();
    PosixProcess.KeepExitStatuses();
    RuntimeTrust.LeaveToSystemTrust();
    if (InitProcess.IsNeeded)
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

    // Before the runtime needs a thread: without one it would abort, without a message of this program.
    if (!ThreadShortage.HasRoom())
    {
        PosixProcess.EndNow(ThreadShortage.Message);
    }
}

// A worker without work spins some dozens of times before it sleeps. For a server the next request arrives within that time; all other
// commands wait for answers, and other processes can use the processor.
if (args is not ["flags", "serve", ..])
{
    AppContext.SetData("System.Threading.ThreadPool.UnfairSemaphoreSpinLimit", 0);
}

using var guard = new ProgramGuard(PosixProcess.EndNow);

// On another thread than this one, which is the guard.
return guard.Wait(Task.Run(() => new ConfdProgram(CliHost.Process(guard)).RunAsync(args)));
