using Confd.Flags.Load;

// Asks a running `confd flags serve`, on the same machine, and tells what an answer costs the service in CPU time: what the load generator
// itself costs does not count. See the head of bench/flag-service.sh for its use.
var options = LoadOptions.Parse(args);
var server = new ServerProcess(options.ProcessId);
Console.WriteLine(await (options.Streams > 0 ? new StreamLoad(options, server).RunAsync() : new RequestLoad(options, server).RunAsync()));
return 0;
