using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Confd.Backends.Aws.Tests;

/// <summary>
/// The instance metadata service: values by path, listings made from them, session tokens. Written after the Amazon EC2 user guide.
/// </summary>
internal sealed class ImdsStandIn : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly ConcurrentDictionary<string, bool> _tokens = new(StringComparer.Ordinal);
    private int _given;

    private ImdsStandIn(WebApplication server) => _server = server;

    public string Url => _server.Urls.First();

    /// <summary>Values by path below <c>/latest/</c>.</summary>
    public ConcurrentDictionary<string, string> Values { get; } = new(StringComparer.Ordinal);

    /// <summary>Method and path of each request.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>What a request for a token is answered; 200 gives one.</summary>
    public int TokenStatus { get; set; } = 200;

    /// <summary>What other requests are answered, if not what is there.</summary>
    public int? Status { get; set; }

    /// <summary>How many tokens were given.</summary>
    public int TokensGiven => _given;

    public static async Task<ImdsStandIn> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        var standIn = new ImdsStandIn(server);
        server.Run(standIn.AnswerAsync);
        await server.StartAsync();
        standIn.Values["meta-data/ami-id"] = "ami-1";
        return standIn;
    }

    /// <summary>Takes none of the tokens given so far.</summary>
    public void ForgetTokens() => _tokens.Clear();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!["/latest/".Length..];
        Requests.Enqueue($"{context.Request.Method} {path}");
        if (path == "api/token")
        {
            await GiveTokenAsync(context);
            return;
        }

        var token = context.Request.Headers["X-aws-ec2-metadata-token"].ToString();
        var (status, text) = TokenStatus == 200 && !_tokens.ContainsKey(token) ? (401, "") : Status is { } given ? (given, "") : Find(path);
        context.Response.StatusCode = status;
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text));
    }

    private async Task GiveTokenAsync(HttpContext context)
    {
        context.Response.StatusCode = context.Request.Method == "PUT"
            && context.Request.Headers["X-aws-ec2-metadata-token-ttl-seconds"] == "21600"
            ? TokenStatus
            : 400;
        if (context.Response.StatusCode == 200)
        {
            var token = $"token-{Interlocked.Increment(ref _given).ToString(CultureInfo.InvariantCulture)}==";
            _tokens[token] = true;
            await context.Response.WriteAsync(token);
        }
    }

    private (int Status, string Text) Find(string path)
    {
        if (Values.TryGetValue(path, out var value))
        {
            return (200, value);
        }

        var folder = path.TrimEnd('/') + "/";
        var names = Values.Keys
            .Where(key => key.StartsWith(folder, StringComparison.Ordinal))
            .Select(key => key[folder.Length..].Split('/', 2))
            .Select(parts => parts.Length > 1 ? parts[0] + "/" : parts[0])
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return names.Count == 0 ? (404, "404 - Not Found") : (200, string.Join('\n', names));
    }
}
