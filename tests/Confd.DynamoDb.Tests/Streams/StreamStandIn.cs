using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Confd.DynamoDb.Tests.Streams;

/// <summary>
/// A stream whose shards split and end on command, which DynamoDB Local's never do. It speaks the wire protocol of DynamoDB Streams: an
/// iterator is <c>SHARD:INDEX</c>.
/// </summary>
internal sealed class StreamStandIn : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly Lock _lock = new();
    private readonly List<Shard> _shards = [];
    private int _sequence;

    private StreamStandIn(WebApplication server) => _server = server;

    public string Url => _server.Urls.First();

    /// <summary>DISABLED turns the stream off.</summary>
    public string Status { get; set; } = "ENABLED";

    /// <summary>How many shards one page of the description has.</summary>
    public int PageShards { get; set; } = 100;

    /// <summary>How many records one answer has at most.</summary>
    public int PageRecords { get; set; } = 1_000;

    /// <summary>How many of the next GetRecords are throttled.</summary>
    public int ThrottledReads { get; set; }

    public ConcurrentQueue<string> Operations { get; } = [];

    public static async Task<StreamStandIn> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        var standIn = new StreamStandIn(server);
        server.Run(standIn.AnswerAsync);
        await server.StartAsync();
        return standIn;
    }

    public void AddShard(string id, string? parent = null)
    {
        lock (_lock)
        {
            _shards.Add(new Shard(id, parent));
        }
    }

    public void EndShard(string id)
    {
        lock (_lock)
        {
            Find(id).HasEnded = true;
        }
    }

    /// <summary>Adds a change to a shard.</summary>
    public void Put(string shard, string key, string value)
    {
        lock (_lock)
        {
            Find(shard).Records.Add(new JsonObject
            {
                ["eventName"] = "MODIFY",
                ["dynamodb"] = new JsonObject
                {
                    ["ApproximateCreationDateTime"] = 1_767_225_600,
                    ["Keys"] = new JsonObject { ["key"] = new JsonObject { ["S"] = key } },
                    ["NewImage"] = new JsonObject
                    {
                        ["key"] = new JsonObject { ["S"] = key },
                        ["value"] = new JsonObject { ["S"] = value },
                    },
                    ["SequenceNumber"] = (++_sequence).ToString(CultureInfo.InvariantCulture),
                },
            });
        }
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private Shard Find(string id) => _shards.Single(shard => shard.Id == id);

    private async Task AnswerAsync(HttpContext context)
    {
        var operation = context.Request.Headers["X-Amz-Target"].ToString().Split('.')[^1];
        Operations.Enqueue(operation);
        var request = (await JsonNode.ParseAsync(context.Request.Body))!.AsObject();
        JsonObject answer;
        lock (_lock)
        {
            if (operation == "GetRecords" && ThrottledReads > 0)
            {
                ThrottledReads--;
                context.Response.StatusCode = 400;
                answer = new JsonObject { ["__type"] = "x#LimitExceededException", ["message"] = "Rate exceeded for shard" };
            }
            else
            {
                answer = Answer(operation, request);
            }
        }

        context.Response.ContentType = "application/x-amz-json-1.0";
        await context.Response.WriteAsync(answer.ToJsonString());
    }

    private JsonObject Answer(string operation, JsonObject request) => operation switch
    {
        "DescribeStream" => Describe(request),
        "GetShardIterator" => Iterator(request),
        _ => Records(request),
    };

    private JsonObject Describe(JsonObject request)
    {
        var after = request["ExclusiveStartShardId"]?.GetValue<string>();
        var rest = _shards.Skip(after is null ? 0 : _shards.FindIndex(shard => shard.Id == after) + 1).ToList();
        var page = rest.Take(PageShards).ToList();
        var description = new JsonObject
        {
            ["StreamStatus"] = Status,
            ["Shards"] = new JsonArray([.. page.Select(shard => shard.ToJson())]),
        };
        if (page.Count < rest.Count)
        {
            description["LastEvaluatedShardId"] = page[^1].Id;
        }

        return new JsonObject { ["StreamDescription"] = description };
    }

    private JsonObject Iterator(JsonObject request)
    {
        var shard = Find(request["ShardId"]!.GetValue<string>());
        var index = request["ShardIteratorType"]!.GetValue<string>() switch
        {
            "LATEST" => shard.Records.Count,
            "TRIM_HORIZON" => 0,
            _ => shard.Records.FindIndex(record =>
                record["dynamodb"]!["SequenceNumber"]!.GetValue<string>() == request["SequenceNumber"]!.GetValue<string>()) + 1,
        };
        return new JsonObject { ["ShardIterator"] = $"{shard.Id}:{index}" };
    }

    private JsonObject Records(JsonObject request)
    {
        var iterator = request["ShardIterator"]!.GetValue<string>().Split(':');
        var shard = Find(iterator[0]);
        var start = int.Parse(iterator[1], CultureInfo.InvariantCulture);
        var page = shard.Records.Skip(start).Take(PageRecords).ToList();
        var answer = new JsonObject { ["Records"] = new JsonArray([.. page.Select(record => record.DeepClone())]) };
        if (!shard.HasEnded || start + page.Count < shard.Records.Count)
        {
            answer["NextShardIterator"] = $"{shard.Id}:{start + page.Count}";
        }

        return answer;
    }

    private sealed class Shard(string id, string? parent)
    {
        public string Id { get; } = id;

        public bool HasEnded { get; set; }

        public List<JsonObject> Records { get; } = [];

        public JsonObject ToJson()
        {
            var shard = new JsonObject { ["ShardId"] = Id, ["SequenceNumberRange"] = new JsonObject { ["StartingSequenceNumber"] = "1" } };
            if (parent is not null)
            {
                shard["ParentShardId"] = parent;
            }

            if (HasEnded)
            {
                shard["SequenceNumberRange"]!["EndingSequenceNumber"] = "9";
            }

            return shard;
        }
    }
}
