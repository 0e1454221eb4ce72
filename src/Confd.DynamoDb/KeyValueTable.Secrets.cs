using System.Text;
using Amazon.DynamoDBv2.Model;
using Confd.Aws;
using Confd.DynamoDb.Reading;
using Confd.DynamoDb.Secrets;

namespace Confd.DynamoDb;

public sealed partial class KeyValueTable
{
    private readonly KeyManagement _keys;

    private SecretPlace Place => SecretPlace.Of(Name, _options.Partition);

    /// <summary>Creates a sealer that encrypts values for this table, with one data key for all of them.</summary>
    /// <param name="kmsKey">Id, ARN or alias (<c>alias/NAME</c>) of a symmetric key of AWS KMS. Needs <c>kms:GenerateDataKey</c>.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="DynamoDbException">There is no such key, or it may not be used.</exception>
    public async Task<SecretSealer> CreateSealerAsync(string kmsKey, CancellationToken cancellationToken = default)
    {
        try
        {
            var (plain, wrapped) = await _keys.GenerateAsync(kmsKey, Place, cancellationToken).ConfigureAwait(false);
            return new SecretSealer(Place, plain, wrapped);
        }
        catch (AwsException failed)
        {
            // The key is missing, not the table.
            var failure = failed.Failure == AwsFailure.Missing ? DynamoDbFailure.InvalidRequest : FailureClassifier.Of(failed.Failure);
            throw new DynamoDbException(failure, $"no data key under {kmsKey}: {failed.Message}", failed) { Table = Name };
        }
    }

    /// <summary>Encrypts a value again, unless it was changed since it was read.</summary>
    /// <param name="item">The item that was read.</param>
    /// <param name="secrets">Contains its decrypted value.</param>
    /// <param name="sealer">Encrypts it.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>False where the item has another value by now, or is gone; it is not changed.</returns>
    /// <exception cref="DynamoDbException">It could not be decrypted, or not be written.</exception>
    public async Task<bool> ReplaceSecretAsync(
        KeyItem item, OpenedSecrets secrets, SecretSealer sealer, CancellationToken cancellationToken = default)
    {
        var text = sealer.Seal(item.Key, Encoding.UTF8.GetString(secrets.Open(item).Value.Span));
        ItemSize.Check(Name, _shape, item.Key, text);
        var request = new UpdateItemRequest
        {
            Key = _shape.PrimaryKey(item.Key),
            UpdateExpression = "SET #v = :new",
            ConditionExpression = "#v = :old",
            ExpressionAttributeNames = new(StringComparer.Ordinal) { ["#v"] = _shape.ValueAttribute },
            ExpressionAttributeValues = new(StringComparer.Ordinal)
            {
                [":new"] = new AttributeValue { S = text },
                [":old"] = new AttributeValue { S = Encoding.UTF8.GetString(item.Value.Span) },
            },
        };
        if (await Table.UpdateAsync(request, cancellationToken).ConfigureAwait(false))
        {
            return true;
        }

        // After a lost response the condition fails because of this request's own write.
        var now = await GetAsync(item.Key, cancellationToken).ConfigureAwait(false);
        return now is { IsText: true } present && present.Value.Span.SequenceEqual(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Decrypts the selected values of a reading. Needs <c>kms:Decrypt</c> where a value is encrypted, and sends no request
    /// otherwise.</summary>
    /// <param name="items">The result of <see cref="ReadAsync"/> or <see cref="ReadBelowAsync"/>.</param>
    /// <param name="keys">Lookup keys; null for all items.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The encrypted values among them; one that cannot be decrypted throws when it is accessed.</returns>
    public Task<OpenedSecrets> OpenSecretsAsync(
        KeyItemSet items, IReadOnlyList<string>? keys = null, CancellationToken cancellationToken = default) =>
        OpenSecretsAsync(keys is null ? items.Items.ToArray() : items.Selected(keys), cancellationToken);

    /// <inheritdoc cref="OpenSecretsAsync(KeyItemSet, IReadOnlyList{string}?, CancellationToken)"/>
    public async Task<OpenedSecrets> OpenSecretsAsync(IEnumerable<KeyItem> items, CancellationToken cancellationToken = default)
    {
        try
        {
            return await new SecretOpener(_keys, Name, Place).OpenAsync(items, cancellationToken).ConfigureAwait(false);
        }
        catch (AwsException failed)
        {
            var failure = FailureClassifier.Of(failed.Failure);
            throw new DynamoDbException(failure, $"no secrets of table {Name}: {failed.Message}", failed) { Table = Name };
        }
    }
}
