using Confd.Cli;
using Confd.Cli.Operation;

if (OperatingSystem.IsLinux())
{
    PosixProcess.ReserveStandardStreams();
    PosixProcess.SurviveFileSizeLimit();
    PosixProcess.KeepExitStatuses();
    if (InitProcess.IsWanted)
    {
        using var init = new InitProcess();
        if (init.Run() is { } status)
        {
            return status;
        }
    }
}

using var guard = new ProgramGuard(PosixProcess.EndNow);

// Elsewhere than on this thread, which guards.
return guard.Wait(Task.Run(() => new ConfdProgram(CliHost.Process(guard)).RunAsync(args)));
