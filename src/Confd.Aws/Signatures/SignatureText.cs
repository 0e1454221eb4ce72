using System.Globalization;
using System.Text;
using Amazon.Runtime;
using Amazon.Util;
using Confd.Shared.Digests;

namespace Confd.Aws.Signatures;

/// <summary>Signature Version 4 for one time, region and service. AWS's "Create a signed API request" has the steps and their
/// names.</summary>
internal sealed class SignatureText(DateTime now, string region, string service)
{
    private const string Algorithm = "AWS4-HMAC-SHA256";
    private const string Terminator = "aws4_request";

    private readonly string _time = now.ToUniversalTime().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private string Date => _time[..8];

    private string Scope => $"{Date}/{region}/{service}/{Terminator}";

    /// <summary>The value of the header <c>Authorization</c> for a request to <c>/</c> without parameters.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="headers">The signed headers, including <c>host</c>: sorted, with lower-case names.</param>
    /// <param name="bodySum">The SHA-256 of the body, in hexadecimal digits.</param>
    /// <param name="keys">The signing credentials.</param>
    public string Authorization(
        string method, IDictionary<string, string> headers, string bodySum, ImmutableCredentials keys)
    {
        var names = string.Join(';', headers.Keys);
        var canonical = new StringBuilder($"{method}\n/\n\n");
        foreach (var (name, value) in headers)
        {
            canonical.Append(name).Append(':').Append(AWSSDKUtils.CompressSpaces(value, trim: true)).Append('\n');
        }

        canonical.Append('\n').Append(names).Append('\n').Append(bodySum);
        var toSign = $"{Algorithm}\n{_time}\n{Scope}\n{Sha256Sum.Compute(Encoding.UTF8.GetBytes(canonical.ToString()))}";
        return $"{Algorithm} Credential={keys.AccessKey}/{Scope}, SignedHeaders={names}, Signature={SignatureOf(toSign, keys.SecretKey)}";
    }

    private string SignatureOf(string text, string secret)
    {
        var key = Encoding.UTF8.GetBytes($"AWS4{secret}");
        foreach (var part in (ReadOnlySpan<string>)[Date, region, service, Terminator])
        {
            key = HmacSha256.Compute(key, Encoding.UTF8.GetBytes(part));
        }

        return Convert.ToHexStringLower(HmacSha256.Compute(key, Encoding.UTF8.GetBytes(text)));
    }
}
