using Confd.Cli;
using Confd.Cli.Operation;

PosixProcess.ReserveStandardStreams();
PosixProcess.SurviveFileSizeLimit();
return await new ConfdProgram(CliHost.Process()).RunAsync(args);
