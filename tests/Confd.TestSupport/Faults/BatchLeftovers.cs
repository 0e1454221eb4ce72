using System.Text.Json.Nodes;

namespace Confd.TestSupport.Faults;

/// <summary>Entries of a batch request that the proxy keeps back and reports as unprocessed.</summary>
internal sealed class BatchLeftovers(string property, JsonObject tables)
{
    /// <summary>Takes entries out of a request; one of each table always stays.</summary>
    public static (byte[] Body, BatchLeftovers? Leftovers) TakeFrom(byte[] request, string operation, Func<bool> keeps)
    {
        var isGet = operation == "BatchGetItem";
        var body = JsonNode.Parse(request)!.AsObject();
        var left = new JsonObject();
        foreach (var (table, entries) in body["RequestItems"]!.AsObject().ToList())
        {
            var list = isGet ? entries!["Keys"]!.AsArray() : entries!.AsArray();
            var taken = new JsonArray();
            for (var index = list.Count - 1; index > 0; index--)
            {
                if (!keeps())
                {
                    var entry = list[index];
                    list.RemoveAt(index);
                    taken.Add(entry);
                }
            }

            if (taken.Count > 0)
            {
                left[table] = isGet ? new JsonObject { ["Keys"] = taken } : taken;
            }
        }

        return left.Count == 0 ? (request, null) : (ResponseJson.Bytes(body), new(isGet ? "UnprocessedKeys" : "UnprocessedItems", left));
    }

    public byte[] AddTo(byte[] answer)
    {
        var body = JsonNode.Parse(answer)!.AsObject();
        body[property] = tables.DeepClone();
        return ResponseJson.Bytes(body);
    }
}
