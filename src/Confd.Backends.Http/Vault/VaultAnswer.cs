using System.Net;
using Confd.Backends.Http.Connections;

namespace Confd.Backends.Http.Vault;

/// <summary>What came of a question that may be refused or lead to nothing.</summary>
/// <param name="Call">The question.</param>
/// <param name="Reply">The answer: good, 403 or 404.</param>
internal sealed record VaultAnswer(HttpCall Call, HttpReply Reply)
{
    /// <summary>True where there is something.</summary>
    public bool IsGood => (int)Reply.Status is >= 200 and < 300;

    /// <summary>True where the token may not ask.</summary>
    public bool IsDenied => Reply.Status == HttpStatusCode.Forbidden;

    /// <summary>Why it was refused, in Vault's words.</summary>
    public string Refusal => VaultJson.ReadErrors(Reply.Body) is { Length: > 0 } said ? said : "permission denied";
}
