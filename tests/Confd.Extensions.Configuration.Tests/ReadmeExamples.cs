using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Confd.Extensions.Configuration.Tests;

/// <summary>The code of the package's README, compiled; <see cref="ReadmeTests"/> compares the two.</summary>
internal static class ReadmeExamples
{
    public static void Configure(WebApplicationBuilder builder)
    {
        builder.Configuration.AddDynamoDb("confd-config", options =>
        {
            options.Prefix = "/myapp";
            options.ReloadOnChange = true;
            options.OnReloadFailure = problem => Console.Error.WriteLine(problem.Message);
        });
        builder.Services.Configure<DatabaseOptions>(builder.Configuration.GetSection("db"));
        builder.Services.AddHealthChecks().AddDynamoDbConfiguration(tags: ["ready"]);
        builder.Configuration.AddDynamoDb(builder.Configuration.GetSection("DynamoDb"));
    }

    private sealed class DatabaseOptions
    {
        public string Host { get; set; } = "";
    }
}
