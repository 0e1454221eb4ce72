using System.Text.Json;
using Confd.Aws;
using Confd.Aws.Json;

namespace Confd.Backends.DynamoDb.Credstash;

/// <summary>Unwraps the data keys of secrets: each secret has a separate one.</summary>
internal sealed class DataKeys(AwsJsonClient client, IReadOnlyList<KeyValuePair<string, string>> context) : IDisposable
{
    /// <summary>The plain form of a wrapped data key.</summary>
    /// <exception cref="AwsException">It may not be unwrapped, or the context differs.</exception>
    public async Task<byte[]> UnwrapAsync(byte[] wrapped, CancellationToken cancellationToken)
    {
        var answer = await client.SendAsync(
            "Decrypt",
            writer =>
            {
                writer.WriteBase64String("CiphertextBlob", wrapped);
                if (context.Count > 0)
                {
                    writer.WriteStartObject("EncryptionContext");
                    foreach (var (name, value) in context)
                    {
                        writer.WriteString(name, value);
                    }

                    writer.WriteEndObject();
                }
            },
            "Plaintext",
            JsonValueKind.String,
            cancellationToken).ConfigureAwait(false);
        return answer.GetProperty("Plaintext"u8).TryGetBytesFromBase64(out var plain)
            ? plain
            : throw new AwsException(
                AwsFailure.Interrupted, "a response whose Plaintext is not Base64, which is not a complete response from KMS");
    }

    public void Dispose() => client.Dispose();
}
