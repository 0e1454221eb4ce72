using System.Net;

namespace Confd.Backends.Http.Connections;

/// <summary>One request, whichever node it goes to.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">Path and query, escaped, with a slash in front.</param>
/// <param name="What">What is done, for messages: <c>reading app/db</c>. No value, no token.</param>
internal sealed record HttpCall(HttpMethod Method, string Path, string What)
{
    /// <summary>A body in JSON; null for none.</summary>
    public byte[]? Body { get; init; }

    /// <summary>The headers: tokens and the like.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>What must not be quoted, besides the headers' values: passwords in the body.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>True where one redirection is followed, as to the active server of a cluster, but never from https to http.</summary>
    public bool IsRedirected { get; init; }

    /// <summary>How long the answer may take to begin, and how long it may pause.</summary>
    /// <value>10 seconds.</value>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>False: sent to each node once at most.</summary>
    public bool IsRepeated { get; init; } = true;

    /// <summary>The answers besides 2xx that are no failure.</summary>
    public IReadOnlyList<HttpStatusCode> Accepted { get; init; } = [];

    /// <summary>True where every answer is one, whatever its status.</summary>
    public bool IsAnyAccepted { get; init; }
}
