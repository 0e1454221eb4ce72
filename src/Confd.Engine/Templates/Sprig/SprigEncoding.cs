using Confd.Engine.Templates.Functions;
using Confd.GoTemplate;
using Confd.GoTemplate.Values;
using Confd.Shared.Digests;

namespace Confd.Engine.Templates.Sprig;

/// <summary>Base64, base32 and checksums. For a text that cannot be decoded, the result is the text of the error, as in the
/// original.</summary>
internal static class SprigEncoding
{
    public static IEnumerable<GoFunction> All =>
    [
        FunctionRows.Text("b64enc", GoBase64.Encode),
        FunctionRows.Text("b64dec", (context, text) => Quietly(context, text, GoBase64.Decode)),
        FunctionRows.Text("b32enc", GoBase32.Encode),
        FunctionRows.Text("b32dec", (context, text) => Quietly(context, text, GoBase32.Decode)),
        FunctionRows.Text("sha1sum", text => ByteString.FromString(Sha1Sum.Compute(text.Span))),
        FunctionRows.Text("sha256sum", text => ByteString.FromString(Sha256Sum.Compute(text.Span))),
        FunctionRows.Text("sha512sum", text => ByteString.FromString(Sha512Sum.Compute(text.Span))),
        FunctionRows.Text("adler32sum", text => ByteString.FromString($"{Adler32(text.Span)}")),
    ];

    private static ByteString Quietly(RenderContext context, ByteString text, Func<RenderContext, ByteString, ByteString> decode)
    {
        try
        {
            return decode(context, text);
        }
        catch (TemplateFunctionException exception)
        {
            return ByteString.FromString(exception.Message);
        }
    }

    private static uint Adler32(ReadOnlySpan<byte> bytes)
    {
        const uint Prime = 65_521;
        var (low, high) = (1u, 0u);
        foreach (var one in bytes)
        {
            low = (low + one) % Prime;
            high = (high + low) % Prime;
        }

        return (high << 16) | low;
    }
}
