using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Microsoft.Extensions.Logging;

namespace Confd.DynamoDb;

public sealed partial class DynamoTable
{
    private static readonly TimeSpan StatusInterval = TimeSpan.FromSeconds(1);

    /// <summary>Creates the table and waits until it can be used, also where another process is creating it.</summary>
    /// <returns>False where a table with this name exists already; nothing is changed then.</returns>
    /// <exception cref="DynamoDbException">Needs <c>dynamodb:CreateTable</c> and <c>dynamodb:DescribeTable</c>.</exception>
    public async Task<bool> CreateAsync(TableDefinition definition, CancellationToken cancellationToken = default)
    {
        var existing = await StatusAsync(cancellationToken).ConfigureAwait(false);
        if (existing is null)
        {
            await SendCreateAsync(definition, cancellationToken).ConfigureAwait(false);
        }

        if (existing is null || existing == TableStatus.CREATING)
        {
            await WaitUntilActiveAsync(cancellationToken).ConfigureAwait(false);
        }

        return existing is null;
    }

    /// <summary>Turns the table's stream of both images on and waits until the table can be used again.</summary>
    /// <returns>False where it was on already.</returns>
    /// <exception cref="DynamoDbException">Needs <c>dynamodb:UpdateTable</c> and <c>dynamodb:DescribeTable</c>.</exception>
    public Task<bool> EnableStreamAsync(CancellationToken cancellationToken = default) =>
        EnableStreamAsync(StreamImages.Both, cancellationToken);

    /// <summary>Turns the table's stream on and waits until the table can be used again.</summary>
    /// <param name="images">The contents of the stream; an existing stream is not changed.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>False where it was on already.</returns>
    /// <exception cref="DynamoDbException">Needs <c>dynamodb:UpdateTable</c> and <c>dynamodb:DescribeTable</c>.</exception>
    public Task<bool> EnableStreamAsync(StreamImages images, CancellationToken cancellationToken = default) =>
        SetStreamAsync(StreamOf(images), cancellationToken);

    /// <summary>Turns the table's stream off and waits until the table can be used again.</summary>
    /// <returns>False where it was off already.</returns>
    /// <exception cref="DynamoDbException">Needs <c>dynamodb:UpdateTable</c> and <c>dynamodb:DescribeTable</c>.</exception>
    public Task<bool> DisableStreamAsync(CancellationToken cancellationToken = default) =>
        SetStreamAsync(new StreamSpecification { StreamEnabled = false }, cancellationToken);

    private static StreamSpecification StreamOf(StreamImages images) => new()
    {
        StreamEnabled = true,
        StreamViewType = images == StreamImages.Both ? StreamViewType.NEW_AND_OLD_IMAGES : StreamViewType.NEW_IMAGE,
    };

    private async Task<bool> SetStreamAsync(StreamSpecification wanted, CancellationToken cancellationToken)
    {
        if (await IsStreamAsync(wanted, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        try
        {
            var request = new UpdateTableRequest { TableName = Name, StreamSpecification = wanted };
            await InvokeAsync("UpdateTable", (client, token) => client.UpdateTableAsync(request, token), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (DynamoDbException failed) when (failed.InnerException is AmazonServiceException)
        {
            // If the first response was lost, the retry finds the change made.
            if (!await IsStreamAsync(wanted, cancellationToken).ConfigureAwait(false))
            {
                throw;
            }
        }

        await WaitUntilActiveAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async Task<bool> IsStreamAsync(StreamSpecification wanted, CancellationToken cancellationToken)
    {
        var table = await DescribeAsync(cancellationToken).ConfigureAwait(false);
        if (table.StreamSpecification is not { StreamEnabled: true } present)
        {
            return wanted.StreamEnabled != true;
        }

        if (wanted.StreamEnabled == true
            && present.StreamViewType != wanted.StreamViewType
            && present.StreamViewType != StreamViewType.NEW_AND_OLD_IMAGES)
        {
            LogOtherImages(_options.Logger, Name, present.StreamViewType, wanted.StreamViewType);
        }

        return wanted.StreamEnabled == true;
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The stream of table {table} carries {present} and stays so, where {wanted} was asked for: values may be unknown; "
            + "turn it off and on again once no other reader uses it")]
    private static partial void LogOtherImages(ILogger logger, string table, string present, string wanted);

    private async Task SendCreateAsync(TableDefinition definition, CancellationToken cancellationToken)
    {
        try
        {
            await InvokeAsync("CreateTable", (client, token) => client.CreateTableAsync(Request(definition), token), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (DynamoDbException failed) when (failed.InnerException is ResourceInUseException)
        {
            // There was none a moment ago. If the first response was lost, the retry finds the table created.
        }
    }

    private CreateTableRequest Request(TableDefinition definition)
    {
        var request = new CreateTableRequest
        {
            TableName = Name,
            BillingMode = BillingMode.PAY_PER_REQUEST,
            AttributeDefinitions = [new AttributeDefinition(definition.KeyAttribute, ScalarAttributeType.S)],
            KeySchema = [new KeySchemaElement(definition.KeyAttribute, KeyType.HASH)],
        };
        if (definition.PartitionAttribute is not null)
        {
            request.AttributeDefinitions.Insert(0, new AttributeDefinition(definition.PartitionAttribute, ScalarAttributeType.S));
            request.KeySchema =
            [
                new KeySchemaElement(definition.PartitionAttribute, KeyType.HASH),
                new KeySchemaElement(definition.KeyAttribute, KeyType.RANGE),
            ];
        }

        if (definition.HasStream)
        {
            // Both cost as much as one; a history needs both.
            request.StreamSpecification = StreamOf(StreamImages.Both);
        }

        return request;
    }

    private async Task WaitUntilActiveAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            // A table that was created a moment ago may not be visible everywhere yet.
            var status = await StatusAsync(cancellationToken).ConfigureAwait(false);
            if (status == TableStatus.ACTIVE)
            {
                return;
            }

            await Task.Delay(StatusInterval, _options.Clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<TableStatus?> StatusAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await DescribeAsync(cancellationToken).ConfigureAwait(false)).TableStatus;
        }
        catch (DynamoDbException failed) when (failed.Failure == DynamoDbFailure.TableMissing)
        {
            return null;
        }
    }
}
