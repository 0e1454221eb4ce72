using Confd.Cli;

return await new ConfdProgram(CliHost.Process()).RunAsync(args);
