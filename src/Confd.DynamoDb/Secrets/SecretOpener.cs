using System.Collections.Concurrent;
using System.Security.Cryptography;
using Confd.Aws;
using Confd.DynamoDb.Reading;
using Confd.Shared;

namespace Confd.DynamoDb.Secrets;

/// <summary>Decrypts the values of one reading: each data key is unwrapped once, and discarded at the end.</summary>
internal sealed class SecretOpener(KeyManagement keys, string table, SecretPlace place)
{
    // A reading of a whole table may have as many data keys as there were sealers.
    private const int MaxParallelRequests = 8;

    private volatile string? _refusal;

    /// <summary>Decrypts the encrypted values. A value that cannot be decrypted does not throw here, but when it is accessed.</summary>
    /// <exception cref="AwsException">The caller's time was up; the message says why it took so long.</exception>
    public async Task<OpenedSecrets> OpenAsync(IEnumerable<KeyItem> items, CancellationToken cancellationToken)
    {
        var opened = new Dictionary<string, (ReadOnlyMemory<byte>, string?)>(StringComparer.Ordinal);
        var closed = new Dictionary<string, List<(string Key, SecretText Text)>>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            if (!item.IsText || !SecretText.IsSecret(item.Value.Span))
            {
                continue;
            }

            try
            {
                var text = SecretText.Parse(item.Value.Span);
                var name = Convert.ToBase64String(text.WrappedKey.Span);
                (closed.TryGetValue(name, out var same) ? same : closed[name] = []).Add((item.Key, text));
            }
            catch (FormatException broken)
            {
                opened[item.Key] = (default, broken.Message);
            }
        }

        var found = new ConcurrentQueue<(string Key, ReadOnlyMemory<byte> Value, string? Failure)>();
        await ParallelRequests
            .ForEachAsync(closed.Values, MaxParallelRequests, (group, token) => OpenGroupAsync(group, found, token), cancellationToken)
            .ConfigureAwait(false);
        foreach (var (key, value, failure) in found)
        {
            opened[key] = (value, failure);
        }

        return new OpenedSecrets(table, opened);
    }

    private async Task OpenGroupAsync(
        List<(string Key, SecretText Text)> group,
        ConcurrentQueue<(string Key, ReadOnlyMemory<byte> Value, string? Failure)> found,
        CancellationToken cancellationToken)
    {
        byte[] plainKey;
        try
        {
            if (_refusal is { } known)
            {
                Close(known);
                return;
            }

            plainKey = await keys.UnwrapAsync(group[0].Text.WrappedKey, place, cancellationToken).ConfigureAwait(false);
        }
        catch (AwsException failed) when (!cancellationToken.IsCancellationRequested)
        {
            var reason = Explain(failed);
            _refusal = IsOfAllKeys(failed.Failure) ? reason : _refusal;
            Close(reason);
            return;
        }

        try
        {
            using var cipher = new AesGcm(plainKey, SecretText.TagBytes);
            foreach (var (key, text) in group)
            {
                found.Enqueue(Open(cipher, key, text));
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plainKey);
        }

        void Close(string reason) => group.ForEach(secret => found.Enqueue((secret.Key, default, reason)));
    }

    private (string Key, ReadOnlyMemory<byte> Value, string? Failure) Open(AesGcm cipher, string key, SecretText text)
    {
        var value = new byte[text.Ciphertext.Length];
        try
        {
            cipher.Decrypt(text.Nonce.Span, text.Ciphertext.Span, text.Tag.Span, value, place.AssociatedData(key));
            return (key, value, null);
        }
        catch (AuthenticationTagMismatchException)
        {
            return (key, default, "it was written for another key or partition, or changed since");
        }
    }

    // Whatever the key, the next request fails in the same way. A denial may apply to one key only.
    private static bool IsOfAllKeys(AwsFailure failure) => failure is AwsFailure.Unreachable or AwsFailure.Untrusted
        or AwsFailure.UnexpectedResponse or AwsFailure.NoCredentials or AwsFailure.ExpiredCredentials or AwsFailure.NoRegion
        or AwsFailure.InvalidRegion;

    // KMS deliberately does not distinguish a wrong context from a changed data key.
    private static string Explain(AwsException failed) => failed.Code == "InvalidCiphertextException"
        ? $"it was written for another table, or changed since ({failed.Message})"
        : failed.Message;
}
