using Confd.Extensions.Flags;
using Confd.Flags.Client;
using Confd.Flags.Contexts;
using Confd.Flags.DynamoDb;
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

// Opened before the host starts: without credentials or a region the application ends here, with a message that says so.
var store = await DynamoFlagStore.OpenAsync(builder.Configuration["FLAGS_TABLE"] ?? "flags");
builder.Services.AddConfdFlags(_ => store, new FlagClientOptions { RefreshInterval = TimeSpan.FromSeconds(15) });

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
