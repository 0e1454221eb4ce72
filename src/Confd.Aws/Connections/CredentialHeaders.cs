namespace Confd.Aws.Connections;

/// <summary>Refuses requests whose credentials cannot be part of a header, before they are sent.</summary>
/// <remarks>The SDK adds its headers without checking them. A line break in a key, as from a file with CRLF, would end the header and begin
/// another one; a letter outside ASCII would fail at each attempt, as if it were a fault of the connection.</remarks>
internal sealed class CredentialHeaders(HttpMessageHandler next) : DelegatingHandler(next)
{
    private const string KeyStart = "Credential=";
    private const char KeyEnd = '/';

    /// <inheritdoc/>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Check(request);
        return base.Send(request, cancellationToken);
    }

    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Check(request);
        return base.SendAsync(request, cancellationToken);
    }

    private static void Check(HttpRequestMessage request)
    {
        var headers = request.Headers.NonValidated;
        if (headers.TryGetValues("Authorization", out var authorizations))
        {
            foreach (var authorization in authorizations)
            {
                Require(KeyOf(authorization), "access key");
            }
        }

        if (headers.TryGetValues("X-Amz-Security-Token", out var tokens))
        {
            foreach (var token in tokens)
            {
                Require(token, "session token");
            }
        }
    }

    private static ReadOnlySpan<char> KeyOf(string authorization)
    {
        var start = authorization.IndexOf(KeyStart, StringComparison.Ordinal);
        var key = start < 0 ? [] : authorization.AsSpan(start + KeyStart.Length);
        var end = key.IndexOf(KeyEnd);
        return end < 0 ? key : key[..end];
    }

    private static void Require(ReadOnlySpan<char> text, string what)
    {
        foreach (var letter in text)
        {
            if (letter is <= ' ' or > '~')
            {
                throw CredentialFailure.Make(
                    $"the {what} contains a line break, a blank or another character that cannot be part of one; "
                    + "rewrite it at its source");
            }
        }
    }
}
