using Confd.Cli;
using Confd.Cli.Operation;

PosixProcess.ReserveStandardStreams();
return await new ConfdProgram(CliHost.Process()).RunAsync(args);
