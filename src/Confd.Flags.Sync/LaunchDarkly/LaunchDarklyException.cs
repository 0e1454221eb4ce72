using System.Net;
using Confd.Shared;
using Confd.Shared.Http;

namespace Confd.Flags.Sync.LaunchDarkly;

/// <summary>The source service could not be reached, rejected a request, or its response is not flag data.</summary>
public sealed class LaunchDarklyException : FlagException
{
    /// <summary>Creates an exception for a response that is not successful.</summary>
    public LaunchDarklyException(Uri address, HttpStatusCode status)
        : this(address, status, answer: null, Hint(status))
    {
    }

    /// <summary>Creates an exception for a connection that failed or broke.</summary>
    public LaunchDarklyException(Uri address, string problem, Exception? innerException = null)
        : base($"{Name(address)}: {problem}", innerException)
    {
    }

    private LaunchDarklyException(Uri address, HttpStatusCode status, string? answer, string hint)
        : base($"{Name(address)} answered {(int)status}{(answer is null ? "" : " " + answer)}{hint}")
    {
        IsPermanent = PermanentStatus.Is(status);
    }

    /// <summary>True where a retry cannot succeed: the key or the address is wrong.</summary>
    public bool IsPermanent { get; }

    /// <summary>Creates an exception for a response that is not successful, based on its first bytes. They are not quoted.</summary>
    internal static LaunchDarklyException Refused(Uri address, HttpStatusCode status, ReadOnlySpan<byte> start) => new(
        address,
        status,
        $"with {ResponseKind.Describe(start, isWhole: false)}",
        ResponseKind.IsHtml(start) ? HintOfPage(status) : Hint(status));

    /// <summary>Creates an exception for a redirection.</summary>
    /// <param name="address">The requested address.</param>
    /// <param name="status">300 to 399.</param>
    /// <param name="target">The absolute target; null: the response does not have it.</param>
    internal static LaunchDarklyException Redirected(Uri address, HttpStatusCode status, Uri? target) => new(
        address,
        status,
        target is null ? "without saying where it sends to" : $"and sends to {Name(target)}",
        "; redirects are not followed, as the SDK key would be sent along: use the target address, or find the proxy in between");

    /// <summary>An address for messages: without the user information and the query, which may hold secrets.</summary>
    internal static string Name(Uri address)
    {
        const int MaxLength = 300;
        var name = address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
        return Excerpt.Of(name, MaxLength);
    }

    private static string Hint(HttpStatusCode status) => (int)status switch
    {
        401 or 403 => "; check the SDK key",
        404 => "; check the address",
        413 => "; something in between limits the size of what goes through",
        502 or 503 or 504 => "; the service, or what it is behind, is not available",
        _ => "",
    };

    private static string HintOfPage(HttpStatusCode status) =>
        "; a page comes from a proxy, a gateway or a login in between: check the address and the way to it"
        + (status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden ? ", then the SDK key" : "");
}
