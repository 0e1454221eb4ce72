using System.Net;

namespace Confd.Backends.Http.Connections;

/// <summary>One request, to any node.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">Path and query, escaped, with a leading slash.</param>
/// <param name="What">The operation, for messages: <c>reading app/db</c>. No value, no token.</param>
internal sealed record HttpCall(HttpMethod Method, string Path, string What)
{
    /// <summary>A body in JSON; null for none.</summary>
    public byte[]? Body { get; init; }

    /// <summary>The headers, such as tokens.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Texts that must not be quoted, in addition to the headers' values: passwords in the body.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>True where one redirection is followed, such as to the active server of a cluster, but never from https to http.</summary>
    public bool FollowsRedirect { get; init; }

    /// <summary>The time limit for the start of the response, and for pauses in it.</summary>
    /// <value>10 seconds.</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>False: sent to each node at most once.</summary>
    public bool IsRetried { get; init; } = true;

    /// <summary>The statuses other than 2xx that are not a failure.</summary>
    public IReadOnlyList<HttpStatusCode> Accepted { get; init; } = [];

    /// <summary>True where no status is a failure.</summary>
    public bool AcceptsAnyStatus { get; init; }
}
