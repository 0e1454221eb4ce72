using System.Net;
using Confd.Backends.Http.Connections;

namespace Confd.Backends.Http.Vault;

/// <summary>The response to a request for a path that may be denied or missing.</summary>
/// <param name="Call">The request.</param>
/// <param name="Reply">The response: success, 403 or 404.</param>
internal sealed record VaultResponse(HttpCall Call, HttpReply Reply)
{
    /// <summary>True for a successful response.</summary>
    public bool IsGood => (int)Reply.Status is >= 200 and < 300;

    /// <summary>True where the token does not have the permission.</summary>
    public bool IsDenied => Reply.Status == HttpStatusCode.Forbidden;

    /// <summary>Vault's message for the denial.</summary>
    public string Refusal => VaultJson.ReadErrors(Reply.Body) is { Length: > 0 } said ? said : "permission denied";
}
