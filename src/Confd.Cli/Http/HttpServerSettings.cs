using Confd.Admission;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Confd.Cli.Http;

/// <summary>Who an <see cref="HttpServer"/> answers, and how.</summary>
internal sealed class HttpServerSettings
{
    /// <summary>Answers a request; called many times at once.</summary>
    public required Func<HttpContext, Task> Answer { get; init; }

    /// <summary>The names of the server.</summary>
    public required HostNames Hosts { get; init; }

    /// <summary>Hears of the first request that was refused.</summary>
    public required ILogger Logger { get; init; }

    /// <summary>True for requests that prove by themselves who sends them: their host name does not matter.</summary>
    public Func<HttpRequest, bool> IsTrusted { get; init; } = _ => false;
}
