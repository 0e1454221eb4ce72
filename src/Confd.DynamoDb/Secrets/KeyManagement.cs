using System.Text.Json;
using Confd.Aws;
using Confd.Aws.Connections;
using Confd.Aws.Json;

namespace Confd.DynamoDb.Secrets;

/// <summary>Data keys from AWS's Key Management Service. The client is created when it is first needed.</summary>
internal sealed class KeyManagement(AwsConnection connection, KeyValueTableOptions options) : IDisposable
{
    private const int KeyBytes = 32;

    private readonly Lazy<AwsJsonClient> _client = new(() => AwsJsonClient.Create(
        AwsService.KeyManagement,
        connection,
        options.Secrets.Endpoint ?? EndpointOverride.Find("KMS", "KMS", options.Connection.Environment),
        new AwsJsonOptions { Retry = options.Retry, Clock = options.Clock, Logger = options.Logger }));

    /// <summary>A new data key, in plain form and wrapped.</summary>
    /// <param name="keyId">Id, ARN or alias (<c>alias/NAME</c>) of the KMS key.</param>
    /// <param name="place">Bound to the table: KMS unwraps it for no other.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="AwsException">There is no such key, or it may not be used.</exception>
    public async Task<(byte[] Plain, byte[] Wrapped)> GenerateAsync(string keyId, SecretPlace place, CancellationToken cancellationToken)
    {
        var answer = await _client.Value.SendAsync(
            "GenerateDataKey",
            writer =>
            {
                WriteContext(writer, place);
                writer.WriteString("KeyId", keyId);
                writer.WriteString("KeySpec", "AES_256");
            },
            "CiphertextBlob",
            JsonValueKind.String,
            cancellationToken).ConfigureAwait(false);
        return (PlainOf(answer), WrappedOf(answer));
    }

    /// <summary>The plain form of a wrapped data key.</summary>
    /// <exception cref="AwsException">It may not be unwrapped, or belongs to another table.</exception>
    public async Task<byte[]> UnwrapAsync(ReadOnlyMemory<byte> wrapped, SecretPlace place, CancellationToken cancellationToken)
    {
        var answer = await _client.Value.SendAsync(
            "Decrypt",
            writer =>
            {
                writer.WriteBase64String("CiphertextBlob", wrapped.Span);
                WriteContext(writer, place);
            },
            "Plaintext",
            JsonValueKind.String,
            cancellationToken).ConfigureAwait(false);
        return PlainOf(answer);
    }

    public void Dispose()
    {
        if (_client.IsValueCreated)
        {
            _client.Value.Dispose();
        }
    }

    // Visible in CloudTrail, and in conditions of key policies (kms:EncryptionContext:confd-table).
    private static void WriteContext(Utf8JsonWriter writer, SecretPlace place)
    {
        writer.WriteStartObject("EncryptionContext");
        writer.WriteString("confd-table", place.Table);
        writer.WriteEndObject();
    }

    private static byte[] PlainOf(JsonElement answer) =>
        Bytes(answer, "Plaintext") is { Length: KeyBytes } plain
            ? plain
            : throw new AwsException(AwsFailure.InvalidRequest, "the data key of KMS is not of 256 bits");

    // A key that cannot be stored beside a value, or be unwrapped again, must not encrypt any.
    private static byte[] WrappedOf(JsonElement answer) =>
        Bytes(answer, "CiphertextBlob") is { Length: > 0 and <= ushort.MaxValue } wrapped
            ? wrapped
            : throw new AwsException(AwsFailure.InvalidRequest, "the wrapped data key of KMS is of no length that there is");

    private static byte[] Bytes(JsonElement answer, string member) =>
        answer.TryGetProperty(member, out var value)
            && value.ValueKind == JsonValueKind.String
            && value.TryGetBytesFromBase64(out var bytes)
            ? bytes
            : throw new AwsException(AwsFailure.Interrupted, $"an answer without {member}, which is not a complete response from KMS");
}
