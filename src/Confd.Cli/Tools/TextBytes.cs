using System.Text;

namespace Confd.Cli.Tools;

/// <summary>Decodes text that has to be stored unchanged: DynamoDB's type S holds UTF-8 only.</summary>
internal static class TextBytes
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Decodes UTF-8.</summary>
    /// <exception cref="InvalidDataException">The bytes are not UTF-8; nothing is replaced silently.</exception>
    public static string Decode(ReadOnlySpan<byte> bytes, string source)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException exception)
        {
            throw new InvalidDataException(
                $"{source} is not UTF-8 (byte {exception.Index}); encode binary values, such as with base64", exception);
        }
    }
}
