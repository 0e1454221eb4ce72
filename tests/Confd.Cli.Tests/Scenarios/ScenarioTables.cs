using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Scenarios;

/// <summary>The DynamoDB tables of one scenario run; dropped at its end.</summary>
internal sealed partial class ScenarioTables : IAsyncDisposable
{
    private const int MaxBatchItems = 25;

    private readonly AmazonDynamoDBClient _client = DynamoDbLocal.CreateClient();
    private readonly List<string> _names = [];

    public async Task CreateAsync(string name, JsonArray items)
    {
        await DynamoDbLocal.CreateKeyTableAsync(_client, name);
        _names.Add(name);
        await PutAsync(name, items);
    }

    public async Task PutAsync(string name, JsonArray items)
    {
        foreach (var batch in items.SelectMany(item => Expand(item!.AsObject())).Chunk(MaxBatchItems))
        {
            var requests = batch.Select(item => new WriteRequest(new PutRequest(item))).ToList();
            var left = new Dictionary<string, List<WriteRequest>> { [name] = requests };
            while (left is { Count: > 0 })
            {
                left = (await _client.BatchWriteItemAsync(new BatchWriteItemRequest(left))).UnprocessedItems;
            }
        }
    }

    public Task DeleteAsync(string name, string key) =>
        _client.DeleteItemAsync(name, new Dictionary<string, AttributeValue> { ["key"] = new(key) });

    public Task DropAsync(string name) => _client.DeleteTableAsync(name);

    public async ValueTask DisposeAsync()
    {
        foreach (var name in _names)
        {
            try
            {
                await DropAsync(name);
            }
            catch (ResourceNotFoundException)
            {
                // The scenario itself dropped it.
            }
        }

        _client.Dispose();
    }

    private static IEnumerable<Dictionary<string, AttributeValue>> Expand(JsonObject item)
    {
        if (item["generate"] is { } generate)
        {
            var start = (int?)generate["start"] ?? 0;
            var repeat = (int?)generate["repeat"] ?? 1;
            foreach (var number in Enumerable.Range(start, (int)generate["count"]!))
            {
                var value = Numbered((string)generate["value"]!, number);
                yield return new()
                {
                    ["key"] = new(Numbered((string)generate["key"]!, number)),
                    ["value"] = new(string.Concat(Enumerable.Repeat(value, repeat))),
                };
            }
        }
        else if (item["raw"] is JsonObject raw)
        {
            yield return raw.ToDictionary(attribute => attribute.Key, attribute => Attribute(attribute.Value!));
        }
        else
        {
            var expanded = new Dictionary<string, AttributeValue> { ["key"] = new((string)item["key"]!) };
            if (item["value"] is { } value)
            {
                expanded["value"] = value is JsonObject ? Attribute(value) : new((string)value!);
            }

            yield return expanded;
        }
    }

    // The printf forms that scenarios use: %d, %05d.
    private static string Numbered(string format, int number) =>
        NumberForm().Replace(
            format, form => number.ToString().PadLeft(form.Groups[1].Length > 0 ? int.Parse(form.Groups[1].Value) : 0, '0'));

    [GeneratedRegex("%0?([0-9]*)d")]
    private static partial Regex NumberForm();

    private static AttributeValue Attribute(JsonNode node)
    {
        var (type, value) = node.AsObject().Single();
        return type switch
        {
            "S" => new AttributeValue { S = (string)value! },
            "N" => new AttributeValue { N = (string)value! },
            "BOOL" => new AttributeValue { BOOL = (bool)value! },
            "NULL" => new AttributeValue { NULL = true },
            "B" => new AttributeValue { B = new MemoryStream(Convert.FromBase64String((string)value!)) },
            "SS" => new AttributeValue { SS = [.. value!.AsArray().Select(each => (string)each!)] },
            "NS" => new AttributeValue { NS = [.. value!.AsArray().Select(each => (string)each!)] },
            "L" => new AttributeValue { L = [.. value!.AsArray().Select(each => Attribute(each!))] },
            "M" => new AttributeValue { M = value!.AsObject().ToDictionary(member => member.Key, member => Attribute(member.Value!)) },
            _ => throw new ScenarioFailure($"unknown attribute type {type}"),
        };
    }
}
