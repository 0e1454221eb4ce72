using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Microsoft.Extensions.Logging;

namespace Confd.DynamoDb;

public sealed partial class DynamoTable
{
    // A table that was created a moment ago may not be visible everywhere yet.
    private const int MaxUnseen = 30;

    private static readonly TimeSpan StatusInterval = TimeSpan.FromSeconds(1);

    /// <summary>Creates the table and waits until it can be used, also where another process is creating it, or where an earlier table of
    /// the name is still being deleted.</summary>
    /// <returns>False where a table with this name exists already; nothing is changed then.</returns>
    /// <exception cref="DynamoDbException">Needs <c>dynamodb:CreateTable</c> and <c>dynamodb:DescribeTable</c>; or the table cannot become
    /// usable.</exception>
    public async Task<bool> CreateAsync(TableDefinition definition, CancellationToken cancellationToken = default)
    {
        var wasMissing = false;
        var hasWaited = false;
        while (true)
        {
            var status = await StatusAsync(cancellationToken).ConfigureAwait(false);
            if (status is null)
            {
                wasMissing = true;
                if (await TrySendCreateAsync(definition, cancellationToken).ConfigureAwait(false))
                {
                    await WaitUntilActiveAsync(cancellationToken).ConfigureAwait(false);
                    return true;
                }
            }
            else if (status != TableStatus.DELETING)
            {
                if (status == TableStatus.CREATING)
                {
                    await WaitUntilActiveAsync(cancellationToken).ConfigureAwait(false);
                }

                return wasMissing;
            }
            else if (!hasWaited)
            {
                hasWaited = true;
                LogBeingDeleted(_options.Logger, Name);
            }

            await Task.Delay(StatusInterval, _options.Clock, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Requests the description of a table that is to be used.</summary>
    /// <exception cref="DynamoDbException">It does not exist, or is being deleted.</exception>
    internal async Task<TableDescription> DescribeExistingAsync(CancellationToken cancellationToken)
    {
        var table = await DescribeAsync(cancellationToken).ConfigureAwait(false);
        return table.TableStatus != TableStatus.DELETING ? table : throw Unusable(table.TableStatus);
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
        Message = "The stream of table {table} has {present} and keeps them, although {wanted} was requested: values may be unknown; "
            + "turn it off and on again once no other reader uses it")]
    private static partial void LogOtherImages(ILogger logger, string table, string present, string wanted);

    // False: there is one, though it was not there a moment ago. It was just created, by another process or by a first request whose
    // response was lost; or an earlier one is still being deleted.
    private async Task<bool> TrySendCreateAsync(TableDefinition definition, CancellationToken cancellationToken)
    {
        try
        {
            await InvokeAsync("CreateTable", (client, token) => client.CreateTableAsync(Request(definition), token), cancellationToken)
                .ConfigureAwait(false);
            return true;
        }
        catch (DynamoDbException failed) when (failed.InnerException is ResourceInUseException)
        {
            return false;
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
        for (var unseen = 0; ;)
        {
            var status = await StatusAsync(cancellationToken).ConfigureAwait(false);
            if (status == TableStatus.ACTIVE)
            {
                return;
            }

            unseen = status is null ? unseen + 1 : 0;
            var isOnItsWay = status is null ? unseen < MaxUnseen : status == TableStatus.CREATING || status == TableStatus.UPDATING;
            if (!isOnItsWay)
            {
                throw Unusable(status);
            }

            await Task.Delay(StatusInterval, _options.Clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private DynamoDbException Unusable(TableStatus? status) => status is null || status == TableStatus.DELETING
        ? new(DynamoDbFailure.TableMissing, $"table {Name} {(status is null ? "has been deleted" : "is being deleted")}") { Table = Name }
        : new(DynamoDbFailure.InvalidRequest, $"table {Name} cannot be used: its status is {status.Value}") { Table = Name };

    [LoggerMessage(Level = LogLevel.Information, Message = "Table {table} is being deleted; waiting until it can be created again")]
    private static partial void LogBeingDeleted(ILogger logger, string table);

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
