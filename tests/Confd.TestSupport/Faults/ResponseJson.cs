using System.Text.Json.Nodes;

namespace Confd.TestSupport.Faults;

/// <summary>What the proxy reads and changes in the bodies of requests and answers.</summary>
internal static class ResponseJson
{
    public static double ConsumedUnits(byte[] answer)
    {
        if (answer.Length == 0 || JsonNode.Parse(answer) is not JsonObject body)
        {
            return 0;
        }

        return body["ConsumedCapacity"] switch
        {
            JsonObject one => Units(one),
            JsonArray many => many.Sum(Units),
            _ => 0,
        };

        static double Units(JsonNode? consumed) => consumed?["CapacityUnits"]?.GetValue<double>() ?? 0;
    }

    public static byte[] WithLimit(byte[] request, int items)
    {
        var body = JsonNode.Parse(request)!;
        body["Limit"] = items;
        return Bytes(body);
    }

    public static byte[] Bytes(JsonNode node) => System.Text.Encoding.UTF8.GetBytes(node.ToJsonString());
}
