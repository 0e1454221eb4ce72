using System.Text;
using System.Text.Json;
using Confd.Backends.Http.Connections;

namespace Confd.Backends.Http.Vault;

/// <summary>The JSON of Vault's HTTP interface.</summary>
internal static class VaultJson
{
    /// <summary>Reads a response.</summary>
    /// <exception cref="HttpBackendException">It is not a response of Vault to that request; otherwise as thrown by <paramref
    /// name="read"/>.</exception>
    public static T Parse<T>(HttpCall call, HttpReply reply, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(reply.Body);
            return read(document.RootElement);
        }
        catch (FormatException odd)
        {
            throw new HttpBackendException(
                HttpFailure.UnexpectedResponse, $"{call.What} failed: {odd.Message} (Vault at {reply.Node.Name})", odd);
        }
        catch (Exception foreign) when (foreign is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new HttpBackendException(
                HttpFailure.UnexpectedResponse,
                $"{call.What} failed: the answer is not Vault's (Vault at {reply.Node.Name}); check the node and any proxy in between",
                foreign);
        }
    }

    /// <summary>Reads the token of a login or a renewal; null where there is none.</summary>
    public static VaultLease? ReadLease(JsonElement root, long since) =>
        root.TryGetProperty("auth", out var auth)
        && auth.ValueKind == JsonValueKind.Object
        && auth.TryGetProperty("client_token", out var token)
        && token.GetString() is { Length: > 0 } text
            ? new VaultLease(text, Seconds(auth, "lease_duration"), IsTrue(auth, "renewable"), since)
            : null;

    /// <summary>Reads the lease of a configured token.</summary>
    public static VaultLease ReadOwnLease(JsonElement root, string token, long since)
    {
        var data = root.GetProperty("data");
        return new VaultLease(token, Seconds(data, "ttl"), IsTrue(data, "renewable"), since);
    }

    /// <summary>Reads the kind of an engine and its version.</summary>
    public static (string Type, bool IsVersioned) ReadMount(JsonElement root)
    {
        var data = root.GetProperty("data");
        var isVersioned = data.TryGetProperty("options", out var options)
            && options.ValueKind == JsonValueKind.Object
            && options.TryGetProperty("version", out var version)
            && version.ValueKind == JsonValueKind.String
            && version.ValueEquals("2");
        return (data.GetProperty("type").GetString() ?? "", isVersioned);
    }

    /// <summary>Reads the names in a folder; those of folders end with a slash.</summary>
    public static List<string> ReadNames(JsonElement root) =>
        [.. root.GetProperty("data").GetProperty("keys").EnumerateArray().Select(name => name.GetString() ?? throw new JsonException())];

    /// <summary>Reads the errors of a response, joined to one line.</summary>
    public static string ReadErrors(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("errors", out var errors)
                && errors.ValueKind == JsonValueKind.Array
                    ? string.Join("; ", errors.EnumerateArray().Select(error => error.ToString().Trim()))
                    : "";
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return Encoding.UTF8.GetString(body);
        }
    }

    private static TimeSpan Seconds(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var seconds)
            ? TimeSpan.FromSeconds(Math.Clamp(seconds, 0, int.MaxValue))
            : TimeSpan.Zero;

    private static bool IsTrue(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
}
