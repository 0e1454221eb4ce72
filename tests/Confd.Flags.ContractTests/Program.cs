using System.Globalization;
using Confd.Flags.ContractTests;

// The harness's own default, http://localhost:8000, is often taken by DynamoDB Local.
var port = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 8123;
await using var service = await ContractService.StartAsync(new Uri($"http://localhost:{port}"));
Console.WriteLine($"listening on {service.Address}");
await service.Stopped;
