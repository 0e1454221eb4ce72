using System.Text;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Confd.DynamoDb.Responses;

namespace Confd.DynamoDb.Tests.Responses;

/// <summary>What a response with status 200 must contain: a missing member is not an empty table, stream or list.</summary>
public sealed class WireResponseShapeTests
{
    private const string Good = "good";

    [Theory]
    [InlineData("""{"Items":[],"Count":0,"ScannedCount":0}""", Good)]
    [InlineData("""{"Items":[{}],"Count":1,"ScannedCount":1}""", Good)]
    [InlineData("""{"Count":1,"ScannedCount":7,"Items":[{"k":{"S":""},"v":{"NULL":true}}],"LastEvaluatedKey":{"k":{"S":"a"}}}""", Good)]
    [InlineData("""{"Items":[{"v":{"M":{"a":{"L":[{"N":"1"},{"BS":["AA=="]}]}}}}],"Count":1,"ScannedCount":1,"New":[1]}""", Good)]
    [InlineData("""{"Items":[],"Count":0,"ScannedCount":0,"ConsumedCapacity":{"CapacityUnits":0.5,"Table":{}}}""", Good)]
    [InlineData("""{"\u0049tems":[],"\u0043ount":0,"ScannedCount":0}""", Good)]
    [InlineData("""{"Items":[],"Count":0,"ScannedCount":-1}""", "without Count and ScannedCount")]
    [InlineData("""{"Items":[],"Count":0.5,"ScannedCount":1}""", "without Count and ScannedCount")]
    [InlineData("""{"Items":[],"Count":99999999999,"ScannedCount":1}""", "without Count and ScannedCount")]
    [InlineData("""{"Items":[{},{}],"Count":2,"ScannedCount":1}""", "whose ScannedCount is below its Count")]
    [InlineData("""{"Items":[{"v":{"B":1}}],"Count":1,"ScannedCount":1}""", "with malformed Items")]
    [InlineData("""{"Items":[{"v":{"S":null}}],"Count":1,"ScannedCount":1}""", "with malformed Items")]
    [InlineData("""{"Items":[{"v":[]}],"Count":1,"ScannedCount":1}""", "with malformed Items")]
    [InlineData("""{"Items":[],"Count":0,"ScannedCount":0,"LastEvaluatedKey":{"k":"a"}}""", "with a malformed LastEvaluatedKey")]
    [InlineData(
        """{"Items":[],"Count":0,"ScannedCount":0,"ConsumedCapacity":{"CapacityUnits":"1"}}""",
        "with a malformed ConsumedCapacity")]
    [InlineData("""{"Items":[],"Count":0,"ScannedCount":0} x""", "")]
    [InlineData("""{"Items":[],"Count":0,"ScannedCount":0,"\ud800":1}""", "")]
    [InlineData("""{"Items":[{"\udc00x":{"S":"a"}}],"Count":1,"ScannedCount":1}""", Good)]
    [InlineData("""{"Items":[{"v":{"\ud800":"a"}}],"Count":1,"ScannedCount":1}""", "")]
    [InlineData("\"Items\"", "that is not an object")]
    [InlineData("", "")]
    public void FindFault_Page_ReportsWhatIsWrong(string body, string fault) => ShouldBe("Scan", new ScanRequest(), body, fault);

    [Theory]
    [InlineData("""{"Count":3,"ScannedCount":3}""", Good)]
    [InlineData("""{"Count":3,"ScannedCount":3,"Items":[]}""", "whose Count is not the number of its Items")]
    [InlineData("""{"Items":[]}""", "without Count and ScannedCount")]
    public void FindFault_PageOfACount_NeedsNoItems(string body, string fault)
    {
        ShouldBe("Scan", new ScanRequest { Select = Select.COUNT }, body, fault);
        ShouldBe("Query", new QueryRequest { Select = Select.COUNT }, body, fault);
    }

    [Theory]
    [InlineData("""{"Responses":{"t":[]},"UnprocessedKeys":{}}""", Good)]
    [InlineData("""{"Responses":{},"UnprocessedKeys":{"t":{"Keys":[]}}}""", Good)]
    [InlineData("""{"UnprocessedKeys":{},"Responses":{"t":[{"k":{"S":"a"}}],"u":[]}}""", Good)]
    [InlineData("""{"Responses":null,"UnprocessedKeys":{}}""", "without Responses")]
    [InlineData("""{"Responses":{"t":[]},"UnprocessedKeys":[]}""", "without UnprocessedKeys")]
    [InlineData("""{"Responses":{"t":[]},"UnprocessedKeys":null}""", "without UnprocessedKeys")]
    [InlineData("""{"Responses":{},"UnprocessedKeys":{}}""", "that names no table")]
    [InlineData("""{"Responses":{"t":[7]},"UnprocessedKeys":{}}""", "with malformed Responses")]
    [InlineData("""{"Responses":{"t":[]},"UnprocessedKeys":{}}{}""", "")]
    [InlineData("""{"Responses":{"t":[]""", "")]
    public void FindFault_Batch_ReportsWhatIsWrong(string body, string fault) =>
        ShouldBe("BatchGetItem", new BatchGetItemRequest(), body, fault);

    [Theory]
    [InlineData("{}", false, Good)]
    [InlineData("{}", true, "without ConsumedCapacity")]
    [InlineData("""{"ConsumedCapacity":{"CapacityUnits":0.5}}""", true, Good)]
    [InlineData("""{"Item":{"k":{"S":"a"}},"ConsumedCapacity":{}}""", true, Good)]
    [InlineData("""{"Item":null,"ConsumedCapacity":{}}""", true, "with a malformed Item")]
    [InlineData("""{"Item":{"k":{"S":"a","N":"1"}}}""", false, "with a malformed Item")]
    [InlineData("[]", false, "that is not an object")]
    public void FindFault_Item_RequiresTheRequestedCapacity(string body, bool asks, string fault) => ShouldBe(
        "GetItem",
        new GetItemRequest { ReturnConsumedCapacity = asks ? ReturnConsumedCapacity.TOTAL : ReturnConsumedCapacity.NONE },
        body,
        fault);

    [Theory]
    [InlineData(
        "DescribeTable",
        """{"Table":{"TableName":"t","TableStatus":"ACTIVE","KeySchema":[{"AttributeName":"k","KeyType":"HASH"}]}}""",
        Good)]
    [InlineData(
        "CreateTable",
        """{"TableDescription":{"TableName":"t","TableStatus":"CREATING","KeySchema":[{"AttributeName":"k","KeyType":"HASH"}]}}""",
        Good)]
    [InlineData("DeleteTable", """{"TableDescription":{"TableName":"t","TableStatus":"DELETING"}}""", Good)]
    [InlineData("DescribeTable", """{"TableDescription":{}}""", "without Table")]
    [InlineData("UpdateTable", """{"TableDescription":null}""", "without TableDescription")]
    [InlineData("CreateTable", """{"TableDescription":{"TableName":7,"TableStatus":"ACTIVE"}}""",
        "without TableDescription.TableName and TableDescription.TableStatus")]
    [InlineData(
        "DescribeTable",
        """{"Table":{"TableName":"t","TableStatus":"ACTIVE","KeySchema":[{"AttributeName":"k","KeyType":"RANGE"}]}}""",
        "without Table.KeySchema")]
    [InlineData("DescribeTable", """{"Table":{"TableName":"t","TableStatus":"ACTIVE","KeySchema":["k"]}}""", "without Table.KeySchema")]
    [InlineData("BatchWriteItem", """{"UnprocessedItems":{}}""", Good)]
    [InlineData("BatchWriteItem", """{"UnprocessedItems":[]}""", "without UnprocessedItems")]
    [InlineData("BatchWriteItem", "{}", "without UnprocessedItems")]
    [InlineData("GetShardIterator", """{"ShardIterator":"i"}""", Good)]
    [InlineData("GetShardIterator", """{"ShardIterator":null}""", "without ShardIterator")]
    [InlineData("DescribeStream", """{"StreamDescription":{"StreamStatus":"ENABLED","Shards":[{"ShardId":"s"}]}}""", Good)]
    [InlineData("DescribeStream", """{"StreamDescription":{"StreamStatus":"ENABLED","Shards":[]}}""", Good)]
    [InlineData("DescribeStream", """{"StreamDescription":{"Shards":[]}}""", "without StreamStatus and Shards")]
    [InlineData("DescribeStream", """{"StreamDescription":{"StreamStatus":"ENABLED","Shards":[{"ParentShardId":"s"}]}}""",
        "without StreamStatus and Shards")]
    [InlineData("DescribeStream", """{"StreamDescription":{"StreamStatus":"ENABLED","Shards":["s"]}}""", "without StreamStatus and Shards")]
    [InlineData("DescribeStream", "{}", "without StreamDescription")]
    [InlineData("GetRecords", """{"Records":[]}""", Good)]
    [InlineData("GetRecords", """{"Records":[],"NextShardIterator":null}""", Good)]
    [InlineData("GetRecords", """{"NextShardIterator":"i"}""", "without Records")]
    [InlineData("GetRecords", """{"Records":[],"NextShardIterator":7}""", "with a NextShardIterator that is not a string")]
    [InlineData("GetRecords", """{"Records":[{"eventName":"INSERT","dynamodb":{"SequenceNumber":"1","Keys":{"k":{"S":"a"}}}}]}""", Good)]
    [InlineData("GetRecords", """{"Records":[{"eventName":"INSERT","dynamodb":{"SequenceNumber":"1","Keys":{"k":"a"}}}]}""",
        "with malformed Records")]
    [InlineData(
        "GetRecords",
        """{"Records":[{"eventName":"INSERT","dynamodb":{"SequenceNumber":1,"Keys":{}}}]}""",
        "with malformed Records")]
    [InlineData(
        "GetRecords",
        """{"Records":[{"eventName":"INSERT","dynamodb":{"SequenceNumber":"1","Keys":{},"NewImage":{"v":{"S":1}}}}]}""",
        "with malformed Records")]
    [InlineData(
        "GetRecords",
        """{"Records":[{"eventName":"REMOVE","dynamodb":{"SequenceNumber":"1","Keys":{},"OldImage":{"v":{"S":1}}}}]}""",
        "with malformed Records")]
    [InlineData("GetRecords", """{"Records":[{"dynamodb":{"SequenceNumber":"1","Keys":{}}}]}""", "with malformed Records")]
    [InlineData("GetRecords", """{"Records":[null]}""", "with malformed Records")]
    [InlineData("ListTables", "{}", Good)]
    [InlineData("ListTables", "[]", "that is not an object")]
    [InlineData("ListTables", "{} {}", "")]
    [InlineData("ListTables", "<html>", "")]
    public void FindFault_OtherOperation_ReportsWhatIsWrong(string operation, string body, string fault) =>
        ShouldBe(operation, null, body, fault);

    public static TheoryData<string, AmazonWebServiceRequest> Writes => new()
    {
        { "PutItem", new PutItemRequest { ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL } },
        { "DeleteItem", new DeleteItemRequest { ReturnConsumedCapacity = ReturnConsumedCapacity.INDEXES } },
        { "UpdateItem", new UpdateItemRequest { ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL } },
        { "TransactWriteItems", new TransactWriteItemsRequest { ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL } },
    };

    [Theory]
    [MemberData(nameof(Writes), DisableDiscoveryEnumeration = true)]
    public void FindFault_Write_RequiresTheRequestedCapacity(string operation, AmazonWebServiceRequest request)
    {
        ShouldBe(operation, request, "{}", "without ConsumedCapacity");
        ShouldBe(operation, request, """{"ConsumedCapacity":null}""", Good);
        ShouldBe(operation, null, "{}", Good);
    }

    [Fact]
    public void FindFault_InvalidUtf8_IsNotJson()
    {
        WireResponseShape.FindFault("ListTables", null, [(byte)'{', 0xFF, (byte)'}']).ShouldBe("");
        WireResponseShape.FindFault("Scan", null, [0xEF, 0xBB, 0xBF, .. """{"Items":[],"Count":0,"ScannedCount":0}"""u8]).ShouldBe("");
    }

    [Theory]
    [InlineData(32, Good)]
    [InlineData(200, "")]
    public void FindFault_NestedValues_AreAcceptedAsDeepAsDynamoDbAllows(int depth, string fault)
    {
        var value = string.Concat(Enumerable.Repeat("{\"L\":[", depth)) + "{\"S\":\"x\"}" + string.Concat(Enumerable.Repeat("]}", depth));

        ShouldBe("Scan", new ScanRequest(), $$"""{"Items":[{"v":{{value}} }],"Count":1,"ScannedCount":1}""", fault);
    }

    private static void ShouldBe(string operation, AmazonWebServiceRequest? request, string body, string fault) =>
        (WireResponseShape.FindFault(operation, request, Encoding.UTF8.GetBytes(body)) ?? Good).ShouldBe(fault);
}
