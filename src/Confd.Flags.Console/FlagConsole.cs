using Confd.Admission;
using Confd.Flags.Console.Access;
using Confd.Flags.Console.Environments;
using Confd.Flags.Console.Pages;
using Confd.Flags.Console.Requests;
using Confd.Shared.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Console;

/// <summary>
/// Pages below <c>/console</c> on which people see, change and try flags. Plain forms: they work without scripts. Every change is shown in
/// words before it is written, is refused where the flag was changed meanwhile, and is written like those of the commands, through <see
/// cref="Authoring.FlagAuthoring"/>.
/// </summary>
/// <remarks>Thread-safe. Any ASP.NET Core server can host it.</remarks>
public sealed partial class FlagConsole
{
    // Nothing inline, nothing from other origins, no embedding in frames, no forms to other origins, no requests by scripts.
    private const string Policy =
        "default-src 'none'; style-src 'self'; script-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    private static readonly StaticAsset Style = new("console.css", "text/css; charset=utf-8");
    private static readonly StaticAsset Script = new("console.js", "text/javascript; charset=utf-8");

    private readonly HostNames _hosts;
    private readonly bool _needsToken;
    private readonly ILogger _logger;
    private readonly Authentication _gate;
    private readonly Router _router;

    /// <summary>Creates a console.</summary>
    /// <param name="environments">The environments to show, in this order.</param>
    /// <param name="options">Access and display; null: the defaults.</param>
    /// <exception cref="ArgumentException">Two environments have the same name, a token is too short, or a host is not a valid
    /// name.</exception>
    public FlagConsole(IReadOnlyList<ConsoleEnvironment> environments, FlagConsoleOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(environments);
        options ??= new FlagConsoleOptions();
        options.Validate();
        UniqueNames.Require(environments.Select(one => one.Name), nameof(environments));

        _logger = options.Logger;
        _hosts = options.Hosts is { } hosts ? new HostNames(hosts) : HostNames.Any;
        _needsToken = options.Tokens.Count > 0;
        var names = environments.Select(environment => environment.Name).ToList();
        var budget = options.BodyBudget ?? new BodyBudget(options.Clock);
        _gate = new Authentication(options.Tokens, options.Actor, names, options.Keys is not null, budget, options.Clock, options.Logger);
        _router = new Router(environments, options.Keys, options.Clock, options.Logger);
    }

    /// <summary>Responds to a request for one of the console's paths.</summary>
    /// <returns>False, and nothing was done, for other paths.</returns>
    public async ValueTask<bool> TryHandleAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!context.Request.Path.StartsWithSegments(Paths.Root, StringComparison.Ordinal))
        {
            return false;
        }

        await HandleAsync(context).ConfigureAwait(false);
        return true;
    }

    private async Task HandleAsync(HttpContext context)
    {
        AddHeaders(context.Response.Headers);
        try
        {
            await AnswerGuardedAsync(context).ConfigureAwait(false);
        }
        catch (BadHttpRequestException refused) when (FailedRequest.CanBeAnswered(context, refused))
        {
            await _gate.RefuseAsync(context, refused.StatusCode, "This request cannot be accepted", $"{refused.Message}.")
                .ConfigureAwait(false);
        }
        catch (Exception failure) when (FailedRequest.CanBeAnswered(context, failure))
        {
            LogFailed(_logger, context.Request.Path, failure);
            await _gate.RefuseAsync(
                context, StatusCodes.Status500InternalServerError, "This failed", "The log says why.").ConfigureAwait(false);
        }
    }

    private async Task AnswerGuardedAsync(HttpContext context)
    {
        var request = context.Request;
        if (!_hosts.Allows(request.Host.Host))
        {
            await _gate.RefuseAsync(
                context,
                StatusCodes.Status421MisdirectedRequest,
                "Not a name of this console",
                "Open it as localhost or by its IP address, or allow the name with --console-host.").ConfigureAwait(false);
        }
        else if (!_needsToken && RequestOrigin.IsPassedOn(request))
        {
            await _gate.RefuseAsync(
                context,
                StatusCodes.Status403Forbidden,
                "Not through a proxy",
                "Anyone who reaches this console has access. Behind a proxy it needs --console-token-file.").ConfigureAwait(false);
        }
        else if (!IsAllowed(request.Method))
        {
            context.Response.Headers.Allow = "GET, HEAD, POST";
            await _gate.RefuseAsync(
                context, StatusCodes.Status405MethodNotAllowed, "Method not allowed", "This path takes GET and POST.")
                .ConfigureAwait(false);
        }
        else if (FindAsset(request.Path) is { } asset)
        {
            await asset.SendAsync(context).ConfigureAwait(false);
        }
        else if (await _gate.EnterAsync(context).ConfigureAwait(false) is { } visit)
        {
            await _router.HandleAsync(visit).ConfigureAwait(false);
        }
    }

    private static StaticAsset? FindAsset(string? path) => path switch
    {
        Paths.Style => Style,
        Paths.Script => Script,
        _ => null,
    };

    private static bool IsAllowed(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsPost(method);

    private static void AddHeaders(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers.CacheControl = "no-store";

        // Not no-referrer: browsers would then send this console's own forms with the Origin null too.
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The console could not answer {Path}")]
    private static partial void LogFailed(ILogger logger, string path, Exception failure);
}
