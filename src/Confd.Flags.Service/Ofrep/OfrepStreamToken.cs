using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Confd.Flags.Service.Ofrep;

/// <summary>
/// The token in the URL of an event stream in place of the key, as a browser's <c>EventSource</c> sends no headers. It is derived from the
/// key, so that all processes of a service create the same token and it is valid as long as the key; it makes no value visible: the stream
/// only reports that something has changed.
/// </summary>
internal static class OfrepStreamToken
{
    private static readonly byte[] Purpose = "confd OFREP event stream 1"u8.ToArray();

    /// <summary>The token of a key.</summary>
    public static string Of(string key) => Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Purpose));
}
