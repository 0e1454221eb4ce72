using System.Text;
using System.Text.Json;

namespace Confd.Backends.Aws.Secrets;

/// <summary>The contents of one version of a secret.</summary>
/// <param name="Text">As stored; binary ones in Base64.</param>
/// <param name="Members">The members of a JSON object; null where it is none or is not flattened.</param>
internal sealed record SecretValue(string Text, IReadOnlyDictionary<string, ReadOnlyMemory<byte>>? Members)
{
    // As deep as the original reads.
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 10_000 };

    /// <summary>A secret's text; its members where it is a JSON object. The text <c>null</c> counts as an empty object, as in the
    /// original.</summary>
    /// <exception cref="FormatException">A string of the object has half of a surrogate pair; nothing is quoted.</exception>
    public static SecretValue OfText(string text, bool flattens)
    {
        if (!flattens)
        {
            return new SecretValue(text, null);
        }

        try
        {
            using var document = JsonDocument.Parse(text, Options);
            return new SecretValue(text, document.RootElement.ValueKind switch
            {
                JsonValueKind.Object => MembersOf(document.RootElement),
                JsonValueKind.Null => new Dictionary<string, ReadOnlyMemory<byte>>(),
                _ => null,
            });
        }
        catch (JsonException)
        {
            return new SecretValue(text, null);
        }
        catch (InvalidOperationException lone)
        {
            throw new FormatException("its JSON holds half of a surrogate pair", lone);
        }
    }

    /// <summary>A binary secret as Base64.</summary>
    public static SecretValue OfBinary(string base64) => new(base64, null);

    private static Dictionary<string, ReadOnlyMemory<byte>> MembersOf(JsonElement root)
    {
        var members = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var member in root.EnumerateObject())
        {
            // Numbers with all their digits, lists and objects as JSON.
            members[member.Name] = Encoding.UTF8.GetBytes(member.Value.ValueKind switch
            {
                JsonValueKind.String => member.Value.GetString()!,
                JsonValueKind.Null => "",
                _ => member.Value.GetRawText(),
            });
        }

        return members;
    }
}
