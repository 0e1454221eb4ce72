using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.DynamoDBv2.Model.Internal.MarshallTransformations;
using Confd.DynamoDb.Connections;
using Confd.Shared;

namespace Confd.DynamoDb.Reading;

/// <summary>Runs Scans and Queries to their last page, decoding items on the way.</summary>
internal sealed class ItemReads(DynamoTable table, TableShape shape)
{
    // Every connection creates this client.
    private readonly TableClient _client = (TableClient)table.Client;

    /// <summary>All items of a Scan that the cover contains, and the consumed units.</summary>
    public async Task<(List<KeyItem> Items, double Units)> ScanAsync(
        ScanRequest request, KeyCover cover, ByteBudget budget, CancellationToken cancellationToken)
    {
        var reader = new ItemPageUnmarshaller(shape, cover);
        request.TableName = table.Name;
        request.ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL;
        var items = new List<KeyItem>();
        var units = 0.0;
        do
        {
            var page = await table.InvokeAsync(
                "Scan",
                (_, token) => _client.SendAsync<ItemPage>(request, ScanRequestMarshaller.Instance, reader, token),
                cancellationToken).ConfigureAwait(false);
            units += Take(page, budget, ref items);
            request.ExclusiveStartKey = page.LastKey;
        }
        while (request.ExclusiveStartKey is not null);
        return (items, units);
    }

    /// <summary>All items of a Query that the cover contains.</summary>
    public async Task<List<KeyItem>> QueryAsync(
        QueryRequest request, KeyCover cover, ByteBudget budget, CancellationToken cancellationToken)
    {
        var reader = new ItemPageUnmarshaller(shape, cover);
        request.TableName = table.Name;
        request.ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL;
        var items = new List<KeyItem>();
        do
        {
            var page = await table.InvokeAsync(
                "Query",
                (_, token) => _client.SendAsync<ItemPage>(request, QueryRequestMarshaller.Instance, reader, token),
                cancellationToken).ConfigureAwait(false);
            Take(page, budget, ref items);
            request.ExclusiveStartKey = page.LastKey;
        }
        while (request.ExclusiveStartKey is not null);
        return items;
    }

    private double Take(ItemPage page, ByteBudget budget, ref List<KeyItem> items)
    {
        budget.Take(page.Bytes);
        if (items.Count == 0)
        {
            // The only page of most tables.
            items = page.Items;
        }
        else
        {
            items.AddRange(page.Items);
        }

        table.CountReadUnits(new ConsumedCapacity { CapacityUnits = page.Units });
        return page.Units;
    }
}
