using Confd.Flags.Client;
using Confd.Flags.Contexts;
using Confd.Samples.AspNetConfig;
using Microsoft.Extensions.Options;

var builder = WebApplication.CreateSlimBuilder(args);

builder.Configuration.AddDynamoDb(builder.Configuration["CONFIG_TABLE"] ?? "confd-config", options =>
{
    options.Prefix = "/myapp";

    // By the table's stream; where it has none, by reading the table every ten seconds.
    options.ReloadOnChange = true;
    options.ReloadInterval = TimeSpan.FromSeconds(10);

    // No logger is there yet when configuration is built.
    options.OnReloadFailure = problem => Console.Error.WriteLine(problem.Message);
});
builder.Services.Configure<ShopOptions>(builder.Configuration.GetSection("shop"));

// Flags, too, by the table's stream; where it has none, by reading the table every 15 seconds.
builder.Services.AddConfdFlags(builder.Configuration["FLAGS_TABLE"] ?? "flags", new FlagClientOptions { LiveUpdates = true });

var app = builder.Build();

app.MapGet("/", (string? user, IOptionsMonitor<ShopOptions> shop, FlagClient flags) =>
{
    // The monitor answers what the table holds now; IOptions<T> would answer what it held at the start.
    var settings = shop.CurrentValue;
    var context = EvaluationContext.New(user ?? "nobody");
    var list = flags.BoolVariation("grid-view", context, defaultValue: false) ? "grid" : "list";
    return $"{settings.Greeting}, {user ?? "nobody"}: a {list} of {settings.PageSize} articles\n";
});

await app.RunAsync();
