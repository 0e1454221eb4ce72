using System.Net;
using System.Net.Http.Headers;

namespace Confd.Backends.Http.Connections;

/// <summary>A response that is not a failure, read to its end.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Headers">Its headers.</param>
/// <param name="Body">Its body; empty for none.</param>
/// <param name="Node">The node that responded.</param>
internal sealed record HttpReply(HttpStatusCode Status, HttpResponseHeaders Headers, byte[] Body, HttpNode Node)
{
    /// <summary>The first value of a header; null for none.</summary>
    public string? Header(string name) => Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
