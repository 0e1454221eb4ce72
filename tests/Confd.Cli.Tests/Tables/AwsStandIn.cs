using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Confd.Cli.Tests.Tables;

/// <summary>
/// Answers what the credential chain asks of AWS: STS (web identity and roles), container credentials, the instance metadata service, and
/// IAM Identity Center. Each hands out an access key of its own name.
/// </summary>
internal sealed class AwsStandIn : IAsyncDisposable
{
    private readonly WebApplication _server;

    private AwsStandIn(WebApplication server) => _server = server;

    public string Url => _server.Urls.First();

    /// <summary>The form fields of the requests to STS.</summary>
    public ConcurrentQueue<IReadOnlyDictionary<string, string>> StsRequests { get; } = [];

    /// <summary>The tokens of the requests for credentials that were refused.</summary>
    public ConcurrentQueue<string> Refusals { get; } = [];

    /// <summary>Until when it says that the credentials which it gives are good.</summary>
    public string Expiration { get; set; } = "2099-01-01T00:00:00Z";

    /// <summary>True where STS refuses every request.</summary>
    public bool IsDenying { get; set; }

    /// <summary>The access keys that signed the requests to STS; empty text for an unsigned one.</summary>
    public ConcurrentQueue<string> StsAuthorizations { get; } = [];

    public static async Task<AwsStandIn> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        var standIn = new AwsStandIn(server);
        server.Run(standIn.HandleAsync);
        await server.StartAsync();
        return standIn;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private Task HandleAsync(HttpContext context) => (context.Request.Method, context.Request.Path.Value) switch
    {
        ("POST", "/") => StsAsync(context),
        ("GET", "/container") => JsonAsync(context, Keys("AKIACONTAINER", "Token")),
        ("PUT", "/latest/api/token") => context.Response.WriteAsync("imds-token"),
        ("GET", "/latest/meta-data/iam/security-credentials" or "/latest/meta-data/iam/security-credentials/") =>
            context.Response.WriteAsync("instance-role"),
        ("GET", "/latest/meta-data/iam/security-credentials/instance-role") =>
            JsonAsync(context, """{"Code":"Success",""" + Keys("AKIAINSTANCE", "Token")[1..]),
        ("GET", "/latest/meta-data/iam/info") => JsonAsync(context, """{"Code":"Success","InstanceProfileArn":"arn"}"""),
        ("GET", "/latest/dynamic/instance-identity/document") => JsonAsync(context, """{"region":"eu-central-1"}"""),
        ("GET", "/federation/credentials") => JsonAsync(
            context,
            """
            {"roleCredentials":{"accessKeyId":"AKIASSO","secretAccessKey":"secret","sessionToken":"token","expiration":4070908800000}}
            """),
        ("GET", "/refusal") => RefusalAsync(context),
        _ => NotFoundAsync(context),
    };

    private Task RefusalAsync(HttpContext context)
    {
        Refusals.Enqueue(context.Request.Headers.Authorization.ToString());
        context.Response.StatusCode = int.Parse(context.Request.Query["status"].ToString(), CultureInfo.InvariantCulture);
        return Task.CompletedTask;
    }

    private static Task NotFoundAsync(HttpContext context)
    {
        context.Response.StatusCode = 404;
        return Task.CompletedTask;
    }

    private string Keys(string accessKeyId, string tokenName) =>
        $$"""
        {"AccessKeyId":"{{accessKeyId}}","SecretAccessKey":"secret","{{tokenName}}":"token",
         "Expiration":"{{Expiration}}","LastUpdated":"2026-01-01T00:00:00Z"}
        """;

    private static Task JsonAsync(HttpContext context, string json)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json);
    }

    private async Task StsAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        var action = form["Action"].ToString();
        StsRequests.Enqueue(form.ToDictionary(field => field.Key, field => field.Value.ToString()));
        StsAuthorizations.Enqueue(context.Request.Headers.Authorization.ToString());
        context.Response.ContentType = "text/xml";
        if (IsDenying)
        {
            context.Response.StatusCode = 403;
            await context.Response.WriteAsync(
                $"""
                <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>AccessDenied</Code>
                <Message>Not authorized to perform sts:{action}</Message></Error><RequestId>1</RequestId></ErrorResponse>
                """);
            return;
        }

        await context.Response.WriteAsync(
            $"""
            <{action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><{action}Result>
            <Credentials><AccessKeyId>AKIA{action.ToUpperInvariant()}</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>
            <SessionToken>token</SessionToken><Expiration>{Expiration}</Expiration></Credentials>
            <AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/confd/s</Arn><AssumedRoleId>AROA:s</AssumedRoleId></AssumedRoleUser>
            </{action}Result><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></{action}Response>
            """);
    }
}
