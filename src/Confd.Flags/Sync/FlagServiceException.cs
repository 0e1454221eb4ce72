using System.Net;

namespace Confd.Flags.Sync;

/// <summary>The service that flag data comes from could not be reached, refused, or answered with something that is no flag data.</summary>
public sealed class FlagServiceException : Exception
{
    /// <summary>Makes an exception for an answer that is no success.</summary>
    public FlagServiceException(Uri address, HttpStatusCode status)
        : base($"{address.GetLeftPart(UriPartial.Path)} answered {(int)status}{Hint(status)}")
    {
        IsFinal = (int)status is >= 400 and < 500 and not (400 or 408 or 429);
    }

    /// <summary>Makes an exception for a connection that failed or broke.</summary>
    public FlagServiceException(Uri address, string problem, Exception? innerException = null)
        : base($"{address.GetLeftPart(UriPartial.Path)}: {problem}", innerException)
    {
    }

    /// <summary>True where trying again cannot help: the key is wrong, or the address.</summary>
    public bool IsFinal { get; }

    private static string Hint(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => "; check the SDK key",
        HttpStatusCode.NotFound => "; check the address",
        _ => "",
    };
}
