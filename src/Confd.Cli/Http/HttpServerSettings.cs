using Confd.Admission;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Confd.Cli.Http;

/// <summary>The settings of an <see cref="HttpServer"/>.</summary>
internal sealed class HttpServerSettings
{
    /// <summary>Answers a request; called concurrently.</summary>
    public required Func<HttpContext, Task> Answer { get; init; }

    /// <summary>The host names of the server.</summary>
    public required HostNames Hosts { get; init; }

    /// <summary>Logs the first request that is refused.</summary>
    public required ILogger Logger { get; init; }

    /// <summary>True for requests that authenticate themselves: their host name does not matter.</summary>
    public Func<HttpRequest, bool> IsTrusted { get; init; } = _ => false;
}
